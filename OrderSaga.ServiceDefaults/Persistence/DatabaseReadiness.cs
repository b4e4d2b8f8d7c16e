namespace OrderSaga.ServiceDefaults.Persistence;

/// <summary>Opens when the migrations are applied; every loop that needs the schema waits here.</summary>
public sealed class DatabaseReadiness
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReady => ready.Task.IsCompletedSuccessfully;

    public Task WaitAsync(CancellationToken cancellationToken) => ready.Task.WaitAsync(cancellationToken);

    internal void Open() => ready.TrySetResult();
}

namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>Takes messages for as long as the session lives.</summary>
internal sealed class OpenConsumptionGate : IConsumptionGate, IAsyncDisposable
{
    public async Task<IAsyncDisposable> OpenAsync(ConsumerSession session, CancellationToken cancellationToken)
    {
        await session.StartConsumingAsync(cancellationToken);
        return this;
    }

    // The session's own end is all there is to do.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

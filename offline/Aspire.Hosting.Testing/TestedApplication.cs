namespace Aspire.Hosting.Testing;

/// <summary>The application that the AppHost's entry point runs, in the hands of the test.</summary>
internal sealed class TestedApplication(EntryPointRun run, DistributedApplication inner) : DistributedApplication(inner)
{
    public override Task StartAsync(CancellationToken cancellationToken = default) => run.Started.WaitAsync(cancellationToken);

    public override Task StopAsync(CancellationToken cancellationToken = default) => run.EndAsync().WaitAsync(cancellationToken);

    public override async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        await run.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public override async ValueTask DisposeAsync() => await run.EndAsync().ConfigureAwait(false);
}

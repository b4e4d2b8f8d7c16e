namespace Aspire.Hosting.Testing;

/// <summary>The builder of an AppHost whose entry point waits, just before it builds, for the test to be done with it.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

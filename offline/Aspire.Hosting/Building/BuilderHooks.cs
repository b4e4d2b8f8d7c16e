using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Offline;

/// <summary>How Aspire.Hosting.Testing steps in while the entry point of an AppHost runs: it sees what that thread builds.</summary>
internal sealed class BuilderHooks
{
    private static readonly AsyncLocal<BuilderHooks?> CurrentHooks = new();

    public static BuilderHooks? Current
    {
        get => CurrentHooks.Value;
        set => CurrentHooks.Value = value;
    }

    public required Action<DistributedApplicationOptions, HostApplicationBuilderSettings> Creating { get; init; }

    /// <summary>May block: the application is built once it returns.</summary>
    public required Action<DistributedApplicationBuilder> Building { get; init; }

    public required Action<DistributedApplication> Built { get; init; }

    public required Action Started { get; init; }
}

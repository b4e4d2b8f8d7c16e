using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

/// <summary>A process to start, and the signal that asks it to stop.</summary>
internal sealed record LaunchPlan(string FileName, IReadOnlyList<string> Arguments)
{
    public static readonly TimeSpan ContainerGrace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ExecutableGrace = TimeSpan.FromSeconds(6);

    /// <summary>The whole environment: nothing else is inherited.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public string WorkingDirectory { get; init; } = "/";

    public int StopSignal { get; init; } = Signal.Terminate;

    /// <summary>How long it may take to stop before it is killed: what Aspire's orchestrator gives an executable, or a container.</summary>
    public TimeSpan Grace { get; init; } = ExecutableGrace;
}

/// <summary>What a launcher may use to prepare a resource's process.</summary>
internal sealed record LaunchContext(
    DataDirectory Data,
    IReadOnlyDictionary<string, string> Environment,
    Watchdog Watchdog,
    TimeProvider Time);

/// <summary>Knows how one kind of resource becomes a local process.</summary>
internal interface ILauncher : IResourceAnnotation
{
    /// <summary>A server is stopped after the projects that use it, and its output stays off the console.</summary>
    bool IsServer { get; }

    /// <summary>Readies files and directories. Called before every start.</summary>
    /// <exception cref="DistributedApplicationException">The resource cannot be started; the message says what to do.</exception>
    Task<LaunchPlan> PrepareAsync(LaunchContext context, CancellationToken cancellationToken);
}

/// <summary>A part of another resource's process, such as a database: set up each time that one has become healthy.</summary>
internal sealed record ChildSetup(Func<CancellationToken, Task> EnsureCreatedAsync) : IResourceAnnotation;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The environment that a resource is about to be started with.</summary>
public class EnvironmentCallbackContext
{
    internal EnvironmentCallbackContext(DistributedApplicationExecutionContext executionContext, IResource resource)
    {
        ExecutionContext = executionContext;
        Resource = resource;
    }

    public Dictionary<string, object> EnvironmentVariables { get; } = [];

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public IResource Resource { get; }
}

internal sealed record EnvironmentCallback(Func<EnvironmentCallbackContext, CancellationToken, Task> Apply) : IResourceAnnotation;

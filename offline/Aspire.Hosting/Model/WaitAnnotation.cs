namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that must be up, and healthy if it has health checks, before this one starts.</summary>
public sealed class WaitAnnotation : IResourceAnnotation
{
    internal WaitAnnotation(IResource resource, WaitBehavior? waitBehavior)
    {
        Resource = resource;
        WaitBehavior = waitBehavior;
    }

    public IResource Resource { get; }

    public WaitBehavior? WaitBehavior { get; set; }
}

/// <summary>What a wait does when the resource it waits for has stopped or failed.</summary>
public enum WaitBehavior
{
    WaitOnResourceUnavailable,
    StopOnResourceUnavailable,
}

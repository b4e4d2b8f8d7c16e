namespace Aspire.Hosting.ApplicationModel;

/// <summary>A server: a container with real Aspire, here a process of the machine's own package.</summary>
public class ContainerResource(string name, string? entrypoint = null)
    : Resource(name), IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
{
    public string? Entrypoint { get; set; } = entrypoint;
}

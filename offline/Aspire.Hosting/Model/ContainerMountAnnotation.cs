namespace Aspire.Hosting.ApplicationModel;

/// <summary>A volume: what a server writes there outlives its process, and the application when that one keeps data.</summary>
public sealed class ContainerMountAnnotation : IResourceAnnotation
{
    internal ContainerMountAnnotation(string source) => Source = source;

    /// <summary>The volume's name, which is that of its directory.</summary>
    public string? Source { get; }
}

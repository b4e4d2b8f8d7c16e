namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on, on loopback only.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    internal EndpointAnnotation(string name, string uriScheme, int? port)
    {
        Name = name;
        UriScheme = uriScheme;
        Port = port;
    }

    public string Name { get; set; }

    public string UriScheme { get; set; }

    /// <summary>The port asked for; null for any free one.</summary>
    public int? Port { get; set; }

    public bool IsExternal { get; set; }

    /// <summary>The port in use, the same for as long as the application lives; null before it starts.</summary>
    internal int? AllocatedPort { get; set; }
}

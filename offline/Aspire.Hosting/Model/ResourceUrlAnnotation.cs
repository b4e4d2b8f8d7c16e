namespace Aspire.Hosting.ApplicationModel;

/// <summary>A URL named for people.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>Absolute, or relative to the endpoint's own URL.</summary>
    public required string Url { get; set; }

    public string? DisplayText { get; set; }

    public EndpointReference? Endpoint { get; init; }
}

internal sealed record UrlsCallback(Action<List<ResourceUrlAnnotation>> Apply) : IResourceAnnotation;

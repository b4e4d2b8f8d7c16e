using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

internal static class ResourceUrls
{
    /// <summary>The resource's HTTP endpoints and the URLs that the AppHost added or renamed.</summary>
    public static ImmutableArray<UrlSnapshot> Of(IResource resource)
    {
        if (resource is not IResourceWithEndpoints owner)
        {
            return [];
        }

        var urls = owner.Annotations.OfType<EndpointAnnotation>()
            .Select(endpoint => owner.GetEndpoint(endpoint.Name))
            .Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint })
            .ToList();
        foreach (var callback in resource.Annotations.OfType<UrlsCallback>())
        {
            callback.Apply(urls);
        }

        return [.. urls.Select(Snapshot)];
    }

    private static UrlSnapshot Snapshot(ResourceUrlAnnotation url) =>
        new(url.Endpoint?.EndpointName, Absolute(url), IsInternal: false) { DisplayProperties = new(url.DisplayText ?? "") };

    private static string Absolute(ResourceUrlAnnotation url) =>
        url.Endpoint is { } endpoint && url.Url.StartsWith('/') ? endpoint.Url + url.Url : url.Url;
}

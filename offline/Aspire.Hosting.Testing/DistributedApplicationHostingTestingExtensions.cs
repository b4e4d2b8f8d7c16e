using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client of the resource's <c>https</c> endpoint, or its <c>http</c> one, or the one named.</summary>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = default)
    {
        var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = app.GetEndpoint(resourceName, endpointName);
        return client;
    }

    /// <exception cref="ArgumentException">There is no such resource, or it has no connection string.</exception>
    public static ValueTask<string?> GetConnectionStringAsync(
        this DistributedApplication app,
        string resourceName,
        CancellationToken cancellationToken = default) =>
        Find<IResourceWithConnectionString>(app, resourceName).GetConnectionStringAsync(cancellationToken);

    /// <exception cref="ArgumentException">There is no such resource or endpoint, or it has no port yet.</exception>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = default)
    {
        var resource = Find<IResourceWithEndpoints>(app, resourceName);
        string[] names = endpointName is null ? ["https", "http"] : [endpointName];
        var endpoint = names.Select(name => resource.GetEndpoint(name)).FirstOrDefault(candidate => candidate.IsAllocated)
            ?? throw new ArgumentException($"'{resourceName}' has no endpoint {string.Join(" or ", names)}.", nameof(endpointName));
        return new(endpoint.Url);
    }

    private static T Find<T>(DistributedApplication app, string resourceName) where T : class, IResource =>
        app.Services.GetRequiredService<DistributedApplicationModel>().Resources.TryGetByName(resourceName, out var resource)
            ? resource as T ?? throw new ArgumentException($"'{resourceName}' is no {typeof(T).Name}.", nameof(resourceName))
            : throw new ArgumentException($"There is no resource '{resourceName}'.", nameof(resourceName));
}

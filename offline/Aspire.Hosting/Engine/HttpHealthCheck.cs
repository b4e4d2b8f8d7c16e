using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Offline;

/// <summary>Healthy while a GET answers with the expected status within five seconds.</summary>
internal sealed class HttpHealthCheck(IResourceWithEndpoints resource, string? endpointName, string path, int statusCode) : IHealthCheck
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var endpoint = resource.GetEndpoint(endpointName ?? "https") is { Exists: true } secure ? secure : resource.GetEndpoint("http");
        try
        {
            using var response = await Client.GetAsync(new Uri(new(endpoint.Url), path), cancellationToken).ConfigureAwait(false);
            return (int)response.StatusCode == statusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"GET {path} answered {(int)response.StatusCode}, not {statusCode}.");
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"GET {path} failed: {failure.Message}");
        }
    }
}

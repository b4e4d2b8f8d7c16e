using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrderSaga.ServiceDefaults.Health;

/// <summary>The body of <c>/health</c> and <c>/alive</c>.</summary>
internal static class HealthResponse
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var checks = report.Entries.Select(entry => new HealthCheckView(
            entry.Key,
            entry.Value.Status.ToString(),
            entry.Value.Description ?? entry.Value.Exception?.Message,
            entry.Value.Duration.TotalMilliseconds));
        var body = new HealthView(report.Status.ToString(), report.TotalDuration.TotalMilliseconds, [.. checks]);
        return context.Response.WriteAsJsonAsync(body, HealthJsonContext.Default.HealthView, cancellationToken: context.RequestAborted);
    }
}

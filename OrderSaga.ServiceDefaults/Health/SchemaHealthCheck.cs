using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.ServiceDefaults.Health;

/// <summary>Unhealthy until the migrations are applied.</summary>
internal sealed class SchemaHealthCheck(DatabaseReadiness readiness) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(readiness.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The migrations are not applied yet."));
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrderSaga.ServiceDefaults.Health;

/// <summary>Unhealthy when a loop is wedged: one piece of work for longer than any retry or timeout would take.</summary>
internal sealed class LoopHealthCheck(IEnumerable<LoopState> loops) : IHealthCheck
{
    private static readonly TimeSpan WedgedAfter = TimeSpan.FromMinutes(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var wedged = loops.Where(loop => loop.BusyFor > WedgedAfter).Select(loop => $"{loop.Name} is busy for {loop.BusyFor}").ToList();
        if (wedged.Count > 0)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy(string.Join("; ", wedged)));
        }

        var retrying = loops.Where(loop => loop.Retrying is not null)
            .Select(loop => $"{loop.Name} retries since {loop.Retrying!.Since:O} ({loop.Retrying.Cause})").ToList();
        return Task.FromResult(retrying.Count > 0
            ? HealthCheckResult.Degraded(string.Join("; ", retrying))
            : HealthCheckResult.Healthy());
    }
}

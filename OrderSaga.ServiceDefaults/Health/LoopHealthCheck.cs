using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrderSaga.ServiceDefaults.Loops;

namespace OrderSaga.ServiceDefaults.Health;

/// <summary>Unhealthy when a loop is stuck: one piece of work takes longer than any retry or timeout would.</summary>
internal sealed class LoopHealthCheck(IEnumerable<LoopState> loops) : IHealthCheck
{
    /// <summary>Four times the longest timeout, which is that of a statement (30 s). Shorter: a slow database restarts a sound service.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromMinutes(2);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stuck = loops.Where(loop => loop.BusyFor > StuckAfter)
            .Select(loop => $"{loop.Name} has been busy with one piece of work for {loop.BusyFor}").ToList();
        if (stuck.Count > 0)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy(string.Join("; ", stuck)));
        }

        // Read once: the loop may end its retries at any moment.
        var retrying = loops.Select(loop => (loop.Name, Fault: loop.Retrying))
            .Where(loop => loop.Fault is not null)
            .Select(loop => $"{loop.Name} retries since {loop.Fault!.Since:O} ({loop.Fault.Cause})").ToList();
        return Task.FromResult(retrying.Count > 0
            ? HealthCheckResult.Degraded(string.Join("; ", retrying))
            : HealthCheckResult.Healthy());
    }
}

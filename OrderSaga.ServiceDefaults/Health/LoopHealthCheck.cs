using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace OrderSaga.ServiceDefaults.Health;

/// <summary>Unhealthy when a loop is wedged: one piece of work for longer than any retry or timeout would take.</summary>
internal sealed class LoopHealthCheck(IEnumerable<LoopState> loops, IOptions<HealthOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var wedged = loops.Where(loop => loop.BusyFor > options.Value.WedgedAfter).Select(loop => $"{loop.Name} has been busy with one piece of work for {loop.BusyFor}").ToList();
        if (wedged.Count > 0)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy(string.Join("; ", wedged)));
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

using Microsoft.Extensions.Diagnostics.HealthChecks;
using static System.FormattableString;

namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>A service that is broken on purpose says so. It is degraded and never unhealthy: nobody is to restart it for that.</summary>
internal sealed class ChaosHealthCheck(ServiceChaos chaos, PausableConsumptionGate intake) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var view = chaos.View;
        if (view == ChaosView.Calm)
        {
            return Task.FromResult(HealthCheckResult.Healthy("nothing is broken on purpose"));
        }

        string?[] parts =
        [
            intake.PausedSince is { } since ? Invariant($"takes no messages since {since:O}") : null,
            view.FailRate > 0 ? Invariant($"fails on {view.FailRate:P0} of its messages") : null,
            view.DelayMs > 0 ? Invariant($"is slower by {view.DelayMs} ms") : null,
            view.DropNext > 0 ? Invariant($"loses the next {view.DropNext} messages") : null,
            view.DuplicateNext > 0 ? Invariant($"sends the next {view.DuplicateNext} messages twice") : null,
        ];
        return Task.FromResult(HealthCheckResult.Degraded("on purpose: " + string.Join(", ", parts.OfType<string>())));
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrderSaga.ServiceDefaults.Messaging.Broker;

namespace OrderSaga.ServiceDefaults.Health;

/// <summary>
/// Without a broker, or with one that takes no messages for now, the service is degraded, not dead: it takes work as long as its database
/// is there.
/// </summary>
internal sealed class BrokerHealthCheck(BrokerState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var blocks = state.Blocks.Select(block => $"{block.Key}: blocked by the broker since {block.Value.Since:O} ({block.Value.Cause})").ToList();
        if (state.IsConnected && blocks.Count == 0)
        {
            return Task.FromResult(HealthCheckResult.Healthy("connected"));
        }

        var outages = state.Outages.Select(outage => $"{outage.Key}: away since {outage.Value.Since:O} ({outage.Value.Cause})");
        return Task.FromResult(HealthCheckResult.Degraded(string.Join("; ", outages.Concat(blocks).DefaultIfEmpty("not connected yet"))));
    }
}

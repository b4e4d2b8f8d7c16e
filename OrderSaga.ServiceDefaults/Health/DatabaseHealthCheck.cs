using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace OrderSaga.ServiceDefaults.Health;

/// <summary>Unhealthy while the database does not answer; tells since when, as far as probes can know: the first that failed.</summary>
internal sealed class DatabaseHealthCheck(NpgsqlDataSource database, TimeProvider clock) : IHealthCheck
{
    private readonly Lock gate = new();
    private DateTimeOffset? awaySince;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            Note(isAway: false);
            return HealthCheckResult.Healthy("answers");
        }
        catch (Exception fault)
        {
            var since = Note(isAway: true)!.Value.ToString("O", CultureInfo.InvariantCulture);
            return HealthCheckResult.Unhealthy($"away since {since} ({fault.Message})", fault);
        }
    }

    private DateTimeOffset? Note(bool isAway)
    {
        lock (gate)
        {
            return awaySince = isAway ? awaySince ?? clock.GetUtcNow() : null;
        }
    }
}

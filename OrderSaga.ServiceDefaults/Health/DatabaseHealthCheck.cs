using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace OrderSaga.ServiceDefaults.Health;

/// <summary>
/// Unhealthy while the database does not answer, or takes no writes; tells since when, as far as probes can know: the first that failed.
/// </summary>
internal sealed class DatabaseHealthCheck(NpgsqlDataSource database, TimeProvider clock) : IHealthCheck
{
    private readonly Lock gate = new();
    private DateTimeOffset? awaySince;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT current_setting('transaction_read_only')::boolean");
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                // A service that is taken out of use for it may write nothing that would: the next probe connects anew.
                database.Clear();
                return HealthCheckResult.Unhealthy($"takes no writes since {Since()}");
            }

            Note(isAway: false);
            return HealthCheckResult.Healthy("answers");
        }
        catch (Exception fault)
        {
            return HealthCheckResult.Unhealthy($"away since {Since()} ({fault.Message})", fault);
        }
    }

    private string Since() => Note(isAway: true)!.Value.ToString("O", CultureInfo.InvariantCulture);

    private DateTimeOffset? Note(bool isAway)
    {
        lock (gate)
        {
            return awaySince = isAway ? awaySince ?? clock.GetUtcNow() : null;
        }
    }
}

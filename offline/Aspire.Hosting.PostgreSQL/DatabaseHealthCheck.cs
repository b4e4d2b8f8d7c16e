using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Aspire.Hosting.Offline;

/// <summary>Healthy when the database exists and answers.</summary>
internal sealed class DatabaseHealthCheck(PostgresServerResource server, string database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await AdminConnection.OpenAsync(server, database, cancellationToken).ConfigureAwait(false);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(failure.Message, failure);
        }
    }
}

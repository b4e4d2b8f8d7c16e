using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace Aspire.Hosting.Offline;

internal sealed class DatabaseCreation(PostgresDatabaseResource database)
{
    /// <exception cref="DistributedApplicationException">The server refused.</exception>
    public async Task EnsureCreatedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await AdminConnection.OpenAsync(database.Parent, "postgres", cancellationToken).ConfigureAwait(false);
            await using var command = new NpgsqlCommand($"CREATE DATABASE \"{database.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // Kept from an earlier run.
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw new DistributedApplicationException($"The database could not be created: {failure.Message}", failure);
        }
    }
}

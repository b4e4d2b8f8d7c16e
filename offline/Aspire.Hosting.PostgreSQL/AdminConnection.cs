using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace Aspire.Hosting.Offline;

internal static class AdminConnection
{
    /// <summary>Opens a connection outside of any pool: nothing of the engine's may linger in a server that is to stop.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(PostgresServerResource server, string database, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = server.PrimaryEndpoint.Port,
            Username = PostgresServerResource.UserName,
            Password = server.Password,
            Database = database,
            Pooling = false,
            Timeout = 5,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}

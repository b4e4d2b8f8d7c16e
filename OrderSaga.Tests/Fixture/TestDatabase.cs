using Dapper;
using Npgsql;

namespace OrderSaga.Tests.Fixture;

internal static class TestDatabase
{
    /// <summary>Creates an empty database of its own for a test, on the application's server, and answers how to connect to it.</summary>
    public static async Task<NpgsqlConnectionStringBuilder> CreateAsync(SagaApplication application, string name)
    {
        await using var connection = await OpenAsync(application, "postgres");
        await connection.ExecuteAsync($"CREATE DATABASE \"{name}\"");
        var server = await UnpooledAsync(application, "postgres");
        (server.Database, server.Pooling) = (name, true);
        return server;
    }

    /// <summary>Opens a connection to a database, or to the server, of the application.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(SagaApplication application, string resource)
    {
        var connection = new NpgsqlConnection((await UnpooledAsync(application, resource)).ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>
    /// Has the server refuse all writes to a database, as a standby would, from every session there is; or take them again, from new
    /// sessions alone.
    /// </summary>
    public static async Task SetReadOnlyAsync(SagaApplication application, string name, bool isReadOnly)
    {
        await using var connection = await OpenAsync(application, "postgres");
        if (!isReadOnly)
        {
            await connection.ExecuteAsync($"ALTER DATABASE \"{name}\" RESET default_transaction_read_only");
            return;
        }

        await connection.ExecuteAsync($"ALTER DATABASE \"{name}\" SET default_transaction_read_only TO on");
        await connection.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = @name", new { name });
    }

    /// <summary>Leaves a connection in the pool that leads to a server which takes no writes, as a failover may.</summary>
    public static async Task MakeStaleAsync(this NpgsqlDataSource pool, SagaApplication application)
    {
        var name = new NpgsqlConnectionStringBuilder(pool.ConnectionString).Database!;
        await SetReadOnlyAsync(application, name, isReadOnly: true);
        pool.Clear();
        await using (var connection = await pool.OpenConnectionAsync())
        {
            Assert.Equal("on", await connection.ExecuteScalarAsync<string>("SHOW transaction_read_only"));
        }

        await SetReadOnlyAsync(application, name, isReadOnly: false);
    }

    // Tests before this one may have killed the server, and with it the connections that a pool still holds.
    private static async Task<NpgsqlConnectionStringBuilder> UnpooledAsync(SagaApplication application, string resource) =>
        new(await application.GetConnectionStringAsync(resource)) { Pooling = false };
}

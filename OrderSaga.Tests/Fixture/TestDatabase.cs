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

    // Tests before this one may have killed the server, and with it the connections that a pool still holds.
    private static async Task<NpgsqlConnectionStringBuilder> UnpooledAsync(SagaApplication application, string resource) =>
        new(await application.GetConnectionStringAsync(resource)) { Pooling = false };
}

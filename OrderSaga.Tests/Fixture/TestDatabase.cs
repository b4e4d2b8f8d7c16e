using Dapper;
using Npgsql;

namespace OrderSaga.Tests.Fixture;

internal static class TestDatabase
{
    /// <summary>Creates an empty database of its own for a test, on the application's server, and answers how to connect to it.</summary>
    public static async Task<NpgsqlConnectionStringBuilder> CreateAsync(SagaApplication application, string name)
    {
        // Unpooled: tests before this one may have killed the server, and with it the connections that a pool still holds.
        var server = new NpgsqlConnectionStringBuilder(await application.GetConnectionStringAsync("postgres")) { Pooling = false };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.ExecuteAsync($"CREATE DATABASE \"{name}\"");
        (server.Database, server.Pooling) = (name, true);
        return server;
    }
}

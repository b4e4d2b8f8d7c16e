using Dapper;
using Npgsql;

namespace OrderSaga.Bench;

/// <summary>A connection for what takes long and is not measured: unpooled, without a timeout, its commits not waited for.</summary>
internal sealed class Sql : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private Sql(NpgsqlConnection connection) => this.connection = connection;

    public static async Task<Sql> OpenAsync(string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database) { Pooling = false, CommandTimeout = 0, Options = "-c synchronous_commit=off" };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return new Sql(connection);
    }

    public Task RunAsync(string sql, object? parameters = null) => connection.ExecuteAsync(sql, parameters);

    // With its semicolon: a single word would be called as a stored procedure.
    public Task CheckpointAsync() => RunAsync("CHECKPOINT;");

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null) => (await connection.ExecuteScalarAsync<T>(sql, parameters))!;

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}

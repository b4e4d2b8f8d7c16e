using Dapper;
using Npgsql;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

/// <summary>Connections are not reset between their uses (it costs a statement each time), so nothing of one use may reach the next.</summary>
public sealed class PooledConnectionTests(SagaApplication application)
{
    [Fact]
    public async Task Connection_ABatchFailedInItsTransaction_ComesBackWithoutIt()
    {
        var server = await TestDatabase.CreateAsync(application, "pool-" + Guid.CreateVersion7().ToString("N")[16..]);
        (server.NoResetOnClose, server.MaxPoolSize) = (true, 1);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        int backend;
        await using (var first = await source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            backend = first.ProcessID;
            await Assert.ThrowsAsync<PostgresException>(() => first.ExecuteAsync("BEGIN; SET LOCAL synchronous_commit TO off; SELECT 1 / 0; COMMIT"));
        }

        await using var second = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        Assert.Equal(backend, second.ProcessID);

        // Inside the failed transaction this would fail, and inside any other answer otherwise.
        Assert.Equal("on", await second.ExecuteScalarAsync<string>("SHOW synchronous_commit"));
    }
}

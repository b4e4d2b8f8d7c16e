using Dapper;
using Npgsql;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

public sealed class SweepClaimTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dispose_LetGoLongAgo_LeavesTheTransactionOfWhoeverHasTheConnectionNow()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(plumbing.Names.Database) { MaxPoolSize = 1, NoResetOnClose = true });
        var claim = await SweepClaim.TakeAsync(database, Guid.Empty, new OutboxOptions(), Cancellation);
        await claim.AbandonAsync(_ => { });
        await using var connection = await database.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await connection.ExecuteAsync("CREATE TABLE other (id integer)", transaction: transaction);

        await claim.DisposeAsync();

        await transaction.CommitAsync(Cancellation);
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM other"));
    }
}

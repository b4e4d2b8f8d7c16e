using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

public sealed class CommitHookTests(SagaApplication application)
{
    [Fact]
    public async Task OnCommitted_RolledBackAndDoneAgain_RunsOnceAndAfterTheCommit()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        var transaction = plumbing.Services.GetRequiredService<SagaTransaction>();
        List<string> told = [];

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync("first", new InvalidOperationException("Rolled back.")));
        Assert.Empty(told);
        await RunAsync("second", fault: null);

        Assert.Equal(["second"], told);

        Task RunAsync(string attempt, Exception? fault) => transaction.ExecuteAsync(
            async (work, _) =>
            {
                await work.Connection.ExecuteAsync("INSERT INTO handled VALUES (gen_random_uuid(), gen_random_uuid())", transaction: work.Transaction);
                work.OnCommitted(() =>
                {
                    using var other = plumbing.Database.OpenConnection();
                    Assert.Equal(1, other.ExecuteScalar<long>("SELECT count(*) FROM handled"));
                    told.Add(attempt);
                });
                if (fault is not null)
                {
                    throw fault;
                }
            },
            TestContext.Current.CancellationToken);
    }
}

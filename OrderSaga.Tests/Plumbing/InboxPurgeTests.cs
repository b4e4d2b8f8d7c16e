using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderSaga.ServiceDefaults.Messaging.Inbox;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

public sealed class InboxPurgeTests(SagaApplication application)
{
    [Fact]
    public async Task Purge_IdsPastRetention_AreForgottenAndYoungerOnesKept()
    {
        await using var plumbing = await PlumbingHost.StartAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        await using (var connection = await plumbing.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync("INSERT INTO inbox SELECT unnest(@ids)", new
            {
                ids = Enumerable.Range(0, 45).Select(_ => Guid.CreateVersion7(now.AddDays(-8)))
                    .Concat(Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7(now.AddDays(-6)))).ToArray(),
            });
        }

        var purge = plumbing.Services.GetServices<IHostedService>().OfType<InboxPurge>().Single();

        Assert.Equal(45, await purge.PurgeAsync(batchSize: 10, TestContext.Current.CancellationToken));
        Assert.Equal(5, await plumbing.CountAsync("inbox"));
    }
}

using System.Net.Http.Json;
using Dapper;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

/// <summary><c>GET /outbox</c> of a running service.</summary>
public sealed class OutboxEndpointTests(SagaApplication application)
{
    [Fact]
    public async Task Get_RowHeldBack_IsCountedWithItsAgeUntilItIsGone()
    {
        // Claimed by a sweep that never ends, as far as the service can tell: nobody publishes it.
        await using var connection = await TestDatabase.OpenAsync(application, "inventory-db");
        var messageId = Guid.CreateVersion7();
        await connection.ExecuteAsync(
            """
            INSERT INTO outbox (message_id, order_id, type, payload, occurred_at)
            VALUES (@messageId, @messageId, 'HELD_BACK', '{}', now())
            """,
            new { messageId });
        await using (var held = await connection.BeginTransactionAsync(Cancellation))
        {
            await connection.ExecuteAsync("SELECT FROM outbox WHERE message_id = @messageId FOR UPDATE", new { messageId }, held);
            Assert.True((await ReadAsync()).Pending >= 1);
            await application.EventuallyAsync(async () => (await ReadAsync()).OldestAgeSeconds > 1, "it has waited for more than a second");

            await connection.ExecuteAsync("DELETE FROM outbox WHERE message_id = @messageId", new { messageId }, held);
            await held.CommitAsync(Cancellation);
        }

        await application.EventuallyAsync(async () => await ReadAsync() == new OutboxView(0, 0), "nothing is owed");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<OutboxView> ReadAsync() => (await application.Inventory.GetFromJsonAsync<OutboxView>("/outbox", Cancellation))!;
}

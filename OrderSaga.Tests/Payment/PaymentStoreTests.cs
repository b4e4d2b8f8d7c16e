using Npgsql;
using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Payment;

/// <summary>The handler and its SQL against a real database.</summary>
public sealed class PaymentStoreTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handle_RepeatsOfEveryState_GetTheFirstAnswerByteForByte()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);
        InventoryReserved kept = Order("alice", 2, 10.5m), refused = Order("poor-pete", 2, 2.51m), unknown = Order("nobody", 1, 7m);
        InventoryReserved over = Order("bob", 3, 9.99m), unheard = Order("bob", 1, 1m);
        ISagaEvent[] settled = [kept, refused, unknown, Cancel(over), Cancel(unheard)];

        var first = await payment.HandleAsync([over, .. settled]);
        var repeat = await payment.HandleAsync(settled);

        Assert.Equal(first.Skip(1).Select(message => message.Payload), repeat.Select(message => message.Payload));
        Assert.Equal(new PaymentView(kept.Id, "alice", 21m, "CHARGED", null), await PaymentAsync(payment, kept.Id));
        Assert.Equal(
            new PaymentView(refused.Id, "poor-pete", 5.02m, "DECLINED", "insufficient_funds"), await PaymentAsync(payment, refused.Id));
        Assert.Equal(new PaymentView(unknown.Id, "nobody", 7m, "DECLINED", "unknown_account"), await PaymentAsync(payment, unknown.Id));
        Assert.Equal(new PaymentView(over.Id, "bob", 29.97m, "REFUNDED", "timeout"), await PaymentAsync(payment, over.Id));
        Assert.Equal(new PaymentView(unheard.Id, "bob", 0m, "VOIDED", "timeout"), await PaymentAsync(payment, unheard.Id));
    }

    [Fact]
    public async Task Handle_CancelThatNamesAnotherUser_RefundsWhoWasCharged()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);
        var order = Order("alice", 2, 10.5m);
        await payment.HandleAsync(order);
        Assert.Equal(new AccountView("alice", 99_979m, 21m), await payment.Queries.FindAccountAsync("alice", Cancellation));

        await payment.HandleAsync(new OrderCancelled(order.Id, "bob", "laptop", "timeout"));

        Assert.Equal(new AccountView("alice", 100_000m, 0m), await payment.Queries.FindAccountAsync("alice", Cancellation));
        Assert.Equal(new AccountView("bob", 25_000m, 0m), await payment.Queries.FindAccountAsync("bob", Cancellation));
    }

    [Fact]
    public async Task Handle_FirstEventsOfOneOrderOnTwoInstances_OneCollidesAndThenFindsTheOther()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);
        var order = Order("alice", 1, 5m);

        var second = await payment.WhileHandledAsync([order], () => payment.HandleAsync(Cancel(order)));

        var fault = await Assert.ThrowsAsync<PostgresException>(() => second);
        Assert.True(DatabaseFaults.IsConflict(fault));
        var answer = Assert.Single(await payment.HandleAsync(Cancel(order)));
        Assert.Contains("\"amount\":5", answer.Payload);
        Assert.Equal(new AccountView("alice", 100_000m, 0m), await payment.Queries.FindAccountAsync("alice", Cancellation));
    }

    [Fact]
    public async Task SetBalance_WhileABatchHoldsTheAccount_WaitsAndKeepsWhatIsCharged()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);

        var put = await payment.WhileHandledAsync(
            [Order("alice", 7, 1m)], () => payment.Queries.SetBalanceAsync("alice", 50.25m, Cancellation));

        Assert.Equal(new AccountView("alice", 50.25m, 7m), await put);
    }

    [Fact]
    public async Task Handle_ManyInstancesOnTheSameOrders_NeitherDeadlockNorLoseMoney()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);
        await payment.Queries.SetBalanceAsync("alice", 100m, Cancellation);
        InventoryReserved[] orders = [.. Enumerable.Range(0, 80).Select(i => Order(i % 2 == 0 ? "alice" : "bob", 1 + (i % 3), 2.35m))];

        await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => Task.Run(() => InstanceAsync(payment, orders, new Random(seed)))));

        var accounts = await payment.Queries.ListAccountsAsync(Cancellation);
        var payments = await Task.WhenAll(orders.Select(order => PaymentAsync(payment, order.Id)));
        foreach (var (userId, initial) in new[] { ("alice", 100m), ("bob", 25_000m) })
        {
            var kept = payments.Where(p => p is { Status: "CHARGED" } && p.UserId == userId).Sum(p => p!.Amount);
            Assert.Equal(new AccountView(userId, initial - kept, kept), Assert.Single(accounts, row => row.UserId == userId));
        }
    }

    /// <summary>Handles random batches; what two instances create at the same time is tried again, as the plumbing does.</summary>
    private static async Task InstanceAsync(PaymentDatabase payment, InventoryReserved[] orders, Random random)
    {
        for (var i = 0; i < 25; i++)
        {
            ISagaEvent[] batch =
            [
                .. random.GetItems(orders, 15).Select(order => random.Next(4) == 0 ? Cancel(order) : (ISagaEvent)order),
            ];
            while (await Record.ExceptionAsync(() => payment.HandleAsync(batch)) is { } fault)
            {
                Assert.True(DatabaseFaults.IsConflict(fault), fault.ToString());
            }
        }
    }

    private static Task<PaymentView?> PaymentAsync(PaymentDatabase payment, Guid orderId) =>
        payment.Queries.FindPaymentAsync(orderId, Cancellation);

    private static InventoryReserved Order(string userId, int quantity, decimal price) =>
        new(Guid.CreateVersion7(), userId, "laptop", quantity, price);

    private static OrderCancelled Cancel(InventoryReserved order) => new(order.Id, order.UserId, order.Item, "timeout");
}

using Dapper;
using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Consumer;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Payment;

/// <summary>Batches that assume what they would otherwise load: whatever they find, they leave what exact ones leave.</summary>
public sealed class OptimisticPaymentTests(SagaApplication application)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_OneMessageTwiceInABatch_IsRefutedAndHandledOnce()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);
        using var refuted = new MeterProbe("ordersaga.consumer.retries");
        var (reserved, messageId) = (Reserved("alice", 2m), Guid.CreateVersion7());

        await payment.ProcessAsync(true, reserved.Deliver(messageId), reserved.Deliver(messageId));

        Assert.Equal(new AccountView("alice", 99_998m, 2m), await payment.Queries.FindAccountAsync("alice", Cancellation));
        Assert.Equal(1, (await payment.DumpAsync()).Count(row => row.StartsWith("outbox", StringComparison.Ordinal)));
        Assert.Equal(1, refuted.Total);
    }

    [Fact]
    public async Task Process_OneOrderTwiceInABatch_IsDecidedOnceAndAnsweredTwice()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);
        using var refuted = new MeterProbe("ordersaga.consumer.retries");
        var reserved = Reserved("alice", 2m);

        await payment.ProcessAsync(true, reserved.Deliver(), reserved.Deliver());

        Assert.Equal(new AccountView("alice", 99_998m, 2m), await payment.Queries.FindAccountAsync("alice", Cancellation));
        Assert.Equal(2, (await payment.DumpAsync()).Count(row => row.StartsWith("outbox", StringComparison.Ordinal)));
        Assert.Equal(0, refuted.Total);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Process_AnyBatches_LeaveWhatExactOnesLeave(int seed)
    {
        await using var optimistic = await PaymentDatabase.CreateAsync(application);
        await using var exact = await PaymentDatabase.CreateAsync(application);
        using var refuted = new MeterProbe("ordersaga.consumer.retries");
        var random = new Random(seed);
        var sent = new List<Delivery>();
        for (var i = 0; i < 150; i++)
        {
            if (i % 30 == 0)
            {
                await optimistic.Queries.SetBalanceAsync("carol", 120.25m, Cancellation);
                await exact.Queries.SetBalanceAsync("carol", 120.25m, Cancellation);
            }

            var before = sent.Count;
            for (var size = random.Next(1, 6); size > 0; size--)
            {
                sent.Add(Any(random, sent));
            }

            Delivery[] batch = [.. sent.Skip(before)];
            await optimistic.ProcessAsync(optimistic: true, batch);
            await exact.ProcessAsync(optimistic: false, batch);
        }

        Assert.Equal(await exact.DumpAsync(), await optimistic.DumpAsync());
        Assert.InRange(refuted.Total, 20, 100);
    }

    [Fact]
    public async Task Process_ReservationsInTheUsualCourse_AreChargedAtTheFirstAttempt()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);
        using var refuted = new MeterProbe("ordersaga.consumer.retries");

        await payment.ProcessAsync(
            true, Reserved("alice", 9.99m, 2).Deliver(), Reserved("bob", 1m).Deliver(), Reserved("alice", 0.02m).Deliver());

        Assert.Equal(new AccountView("alice", 99_980m, 20m), await payment.Queries.FindAccountAsync("alice", Cancellation));
        Assert.Equal(3, (await payment.DumpAsync()).Count(row => row.StartsWith("outbox PAYMENT_SUCCESS", StringComparison.Ordinal)));
        Assert.Equal(0, refuted.Total);
    }

    [Fact]
    public async Task Process_UnknownAccount_IsRefutedAndDeclined()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);
        using var refuted = new MeterProbe("ordersaga.consumer.retries");
        InventoryReserved known = Reserved("alice", 1m), unknown = Reserved("nobody", 1m);

        await payment.ProcessAsync(true, known.Deliver(), unknown.Deliver());

        Assert.Equal("CHARGED", (await payment.Queries.FindPaymentAsync(known.Id, Cancellation))?.Status);
        Assert.Equal("unknown_account", (await payment.Queries.FindPaymentAsync(unknown.Id, Cancellation))?.Reason);
        Assert.Equal(1, refuted.Total);
    }

    [Fact]
    public async Task Process_MoreThanTheBalance_IsRefutedAndTheFirstIsCharged()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);
        InventoryReserved first = Reserved("poor-pete", 3m), second = Reserved("poor-pete", 3m);

        await payment.ProcessAsync(true, first.Deliver(), second.Deliver());

        Assert.Equal("CHARGED", (await payment.Queries.FindPaymentAsync(first.Id, Cancellation))?.Status);
        Assert.Equal("insufficient_funds", (await payment.Queries.FindPaymentAsync(second.Id, Cancellation))?.Reason);
        Assert.Equal(new AccountView("poor-pete", 2m, 3m), await payment.Queries.FindAccountAsync("poor-pete", Cancellation));
    }

    [Fact]
    public async Task Process_OrderCancelledBeforeItWasHeardOf_IsRefutedAndChargesNothing()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);
        var reserved = Reserved("alice", 1m);
        await payment.ProcessAsync(true, new OrderCancelled(reserved.Id, reserved.UserId, reserved.Item, "timeout").Deliver());

        await payment.ProcessAsync(true, reserved.Deliver());

        Assert.Equal("VOIDED", (await payment.Queries.FindPaymentAsync(reserved.Id, Cancellation))?.Status);
        Assert.Equal(new AccountView("alice", 100_000m, 0m), await payment.Queries.FindAccountAsync("alice", Cancellation));
    }

    [Fact]
    public async Task Process_WhileAnotherInstanceHasAnAccount_HoldsNoneThatComesAfterIt()
    {
        await using var payment = await PaymentDatabase.CreateAsync(application);
        await payment.Queries.SetBalanceAsync("aaron", 10m, Cancellation);
        await using var watch = await payment.OpenAsync();
        await using var other = await payment.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await other.ExecuteAsync("SELECT FROM accounts WHERE user_id = 'aaron' FOR UPDATE");

        // In the table bob comes first, by name aaron.
        var processing = payment.ProcessAsync(true, Reserved("bob", 1m).Deliver(), Reserved("aaron", 1m).Deliver());
        await watch.UntilWaitingAsync(1);

        await other.ExecuteAsync("SELECT FROM accounts WHERE user_id = 'bob' FOR UPDATE NOWAIT");
        await transaction.CommitAsync(Cancellation);
        await processing;
        Assert.Equal(new AccountView("aaron", 9m, 1m), await payment.Queries.FindAccountAsync("aaron", Cancellation));
    }

    /// <summary>Mostly new orders; now and then a repeat, an order driven again, a cancellation, an account that is poor or unknown.</summary>
    private static Delivery Any(Random random, IReadOnlyList<Delivery> sent)
    {
        var before = sent.Count > 0 ? sent[random.Next(sent.Count)].Message! : null;
        return (random.Next(40), before) switch
        {
            (0, { } m) => m.Event.Deliver(m.MessageId),
            (1, { } m) => m.Event.Deliver(),
            (2, { Event: InventoryReserved e }) => new OrderCancelled(e.Id, e.UserId, e.Item, "timeout").Deliver(),
            (3, _) => new OrderCancelled(Guid.CreateVersion7(), "alice", "mouse", "customer_request").Deliver(),
            (4, _) => Reserved("nobody", 1m).Deliver(),
            (5, _) => Reserved("poor-pete", random.Next(1, 4)).Deliver(),
            ( < 15, _) => Reserved("alice", 0.01m * random.Next(1, 1000), random.Next(1, 4)).Deliver(),
            _ => Reserved("carol", 0.01m * random.Next(1, 500), random.Next(1, 3)).Deliver(),
        };
    }

    private static InventoryReserved Reserved(string userId, decimal price, int quantity = 1) =>
        new(Guid.CreateVersion7(), userId, "laptop", quantity, price);
}

using OrderSaga.Contracts.Events;
using OrderSaga.Payment.Domain;

namespace OrderSaga.Tests.Payment;

public sealed class PaymentBatchTests
{
    private readonly InMemoryPayment payment = new(("alice", 100m), ("bob", 50m));

    [Fact]
    public void Apply_HotAccount_IsWrittenOnceWithTheSum()
    {
        payment.Handle(Enumerable.Range(0, 8).Select(_ => Order("alice", 2, 0.55m)));

        Assert.Equal(8, payment.Outcome.New.Count);
        Assert.Equal([new KeyValuePair<string, decimal>("alice", -8.80m)], payment.Outcome.Accounts);
        Assert.Equal((91.20m, 8.80m), payment.Accounts["alice"]);
    }

    [Fact]
    public void Apply_ShortageInTheMiddle_DeclinesOnlyWhatDoesNotFit()
    {
        var answers = payment.Handle(
            Order("alice", 1, 60m), Order("alice", 1, 40.01m), Order("bob", 1, 50m), Order("alice", 1, 40m), Order("alice", 1, 0.01m));

        Assert.Collection(
            answers,
            answer => Assert.IsType<PaymentSuccess>(answer),
            answer => Assert.Equal("insufficient_funds", Assert.IsType<PaymentFailed>(answer).Reason),
            answer => Assert.IsType<PaymentSuccess>(answer),
            answer => Assert.IsType<PaymentSuccess>(answer),
            answer => Assert.Equal("insufficient_funds", Assert.IsType<PaymentFailed>(answer).Reason));
        Assert.Equal((0m, 100m), payment.Accounts["alice"]);
        Assert.Equal((0m, 50m), payment.Accounts["bob"]);
    }

    [Fact]
    public void Apply_RefundAheadInTheBatch_PaysForTheNext()
    {
        var first = Order("alice", 1, 100m);
        payment.Handle(first);

        var answers = payment.Handle(Order("alice", 1, 100m), Cancel(first), Order("alice", 1, 70m));

        Assert.IsType<PaymentFailed>(answers[0]);
        Assert.Equal(new PaymentRefunded(first.Id, "alice", 100m), answers[1]);
        Assert.IsType<PaymentSuccess>(answers[2]);
        Assert.Equal((30m, 70m), payment.Accounts["alice"]);
        Assert.Single(payment.Outcome.Changed);
    }

    [Fact]
    public void Apply_DuplicatesInOneBatch_ChargeOnceAndAnswerEach()
    {
        var order = Order("alice", 3, 10m);

        var answers = payment.Handle(order, order, order);

        Assert.Single(answers.Distinct());
        Assert.Equal(3, answers.Count);
        Assert.Single(payment.Outcome.New);
        Assert.Equal((70m, 30m), payment.Accounts["alice"]);
    }

    [Fact]
    public void Apply_ReservationAndItsCancelInOneBatch_WritesOneRowAndNoAccount()
    {
        var order = Order("alice", 3, 10m);

        payment.Handle(order, Cancel(order));

        Assert.Equal([new Refunded(order.Id, "alice", 30m, "timeout")], payment.Outcome.New);
        Assert.Empty(payment.Outcome.Changed);
        Assert.Empty(payment.Outcome.Accounts);
    }

    [Fact]
    public void Apply_CancelAheadOfItsReservation_ChargesNothing()
    {
        var order = Order("alice", 3, 10m);

        var answers = payment.Handle(Cancel(order), order);

        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(new PaymentRefunded(order.Id, "alice", 0m), answers[1]);
        Assert.Equal((100m, 0m), payment.Accounts["alice"]);
    }

    [Fact]
    public void Apply_OnlyRepeats_LeavesNothingToWrite()
    {
        var order = Order("alice", 3, 10m);
        payment.Handle(order);

        var answers = payment.Handle(order);

        Assert.IsType<PaymentSuccess>(Assert.Single(answers));
        Assert.True(payment.Outcome.IsEmpty);
    }

    [Fact]
    public void Outcome_OfManyOrders_IsOrderedByKey()
    {
        InventoryReserved[] orders = [Order("bob", 1, 1m), Order("alice", 1, 1m), Order("bob", 1, 1m)];
        payment.Handle(orders.Reverse());

        Assert.Equal(payment.Outcome.New.OrderBy(state => state.OrderId), payment.Outcome.New);
        Assert.Equal(["alice", "bob"], payment.Outcome.Accounts.Select(change => change.Key));
    }

    [Fact]
    public void Apply_RefundToAnAccountThatWasNotLoaded_Throws()
    {
        var kept = new Charged(Guid.CreateVersion7(), "alice", 1m);
        var batch = new PaymentBatch(
            new Dictionary<Guid, PaymentState> { [kept.OrderId] = kept }, new AccountLedger(new Dictionary<string, decimal>()));

        Assert.Throws<InvalidOperationException>(() => batch.Apply(new OrderCancelled(kept.OrderId, "alice", "laptop", "timeout")));
    }

    private static InventoryReserved Order(string userId, int quantity, decimal price) =>
        new(Guid.CreateVersion7(), userId, "laptop", quantity, price);

    private static OrderCancelled Cancel(InventoryReserved order) => new(order.Id, order.UserId, order.Item, "timeout");
}

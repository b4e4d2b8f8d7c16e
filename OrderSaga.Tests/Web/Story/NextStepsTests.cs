using OrderSaga.Contracts.Events;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Story;

namespace OrderSaga.Tests.Web.Story;

public sealed class NextStepsTests
{
    private readonly Told told = new();

    [Fact]
    public void Of_NothingSentYet_IsTheWholeWay() =>
        Expect("PENDING", EventTypes.OrderCreated, EventTypes.InventoryReserved, EventTypes.PaymentSuccess);

    [Fact]
    public void Of_Reserved_IsThePayment()
    {
        told.Add(Messages.Created(told.Order), 0, seen: 1);
        told.Add(Messages.Reserved(told.Order), 10, seen: 11);

        Expect("PENDING", EventTypes.PaymentSuccess);
    }

    [Fact]
    public void Of_PaymentFailed_IsTheRefundOfStock()
    {
        told.Add(Messages.Created(told.Order), 0, seen: 1);
        told.Add(Messages.Reserved(told.Order), 10, seen: 11);
        told.Add(new PaymentFailed(told.Order, Reasons.InsufficientFunds), 20, seen: 21);

        Expect("PENDING", EventTypes.InventoryRefunded);
        Expect("CANCELLED", EventTypes.InventoryRefunded);
    }

    [Fact]
    public void Of_CancelledByCustomer_AreBothRefunds()
    {
        told.Add(Messages.Created(told.Order), 0, seen: 1);
        told.Add(new OrderCancelled(told.Order, "alice", "laptop", Reasons.CustomerRequest), 10, seen: 11);
        Expect("CANCELLED", EventTypes.InventoryRefunded, EventTypes.PaymentRefunded);

        told.Add(new PaymentRefunded(told.Order, "alice", 0m), 20, seen: 21);
        Expect("CANCELLED", EventTypes.InventoryRefunded);
    }

    [Fact]
    public void Of_Settled_IsNothing() => Assert.Empty(NextSteps.Of("CANCELLED", settled: true, []));

    private void Expect(string status, params string[] types) =>
        Assert.Equal(types, NextSteps.Of(status, settled: false, told.Tell()).Select(step => step.Type));
}

using OrderSaga.Contracts.Events;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Story;

namespace OrderSaga.Tests.Web.Story;

public sealed class StateTraceTests
{
    [Fact]
    public void Of_PaymentSuccess_ChargesAndConfirms()
    {
        var messages = Told.Confirmed().Tell();

        Assert.Equal(
            [new(Lane.Payment, true, "NONE", "CHARGED"), new(Lane.Order, false, "PENDING", "CONFIRMED")],
            StateTrace.Of(messages)[messages[2].MessageId]);
    }

    [Fact]
    public void Of_OrderCreated_ReservesAtInventory()
    {
        var messages = Told.Confirmed().Tell();

        Assert.Equal(
            [new(Lane.Order, true, "NONE", "PENDING"), new(Lane.Inventory, false, "NONE", "RESERVED")],
            StateTrace.Of(messages)[messages[0].MessageId]);
    }

    [Fact]
    public void Of_CancelledBeforeAnythingWasHeld_VoidsThePayment()
    {
        var told = new Told();
        told.Add(Messages.Created(told.Order), 0, seen: 1);
        told.Add(new OrderCancelled(told.Order, "alice", "laptop", Reasons.CustomerRequest), 10, seen: 11);
        told.Add(new PaymentRefunded(told.Order, "alice", 0m), 20, seen: 21);
        var messages = told.Tell();

        Assert.Equal(
            [new(Lane.Order, true, "PENDING", "CANCELLED"), new(Lane.Payment, false, "NONE", "VOIDED")],
            StateTrace.Of(messages)[messages[1].MessageId]);
    }
}

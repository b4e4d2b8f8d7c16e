using OrderSaga.Contracts.Events;
using OrderSaga.Web.Feed;
using static OrderSaga.Tests.Web.Feed.Messages;

namespace OrderSaga.Tests.Web.Feed;

public sealed class LiveSagaTests
{
    private readonly Guid order = NewOrder();

    [Fact]
    public void With_OrderCreated_KnowsTheOrder()
    {
        var saga = Saga(Created(order));

        Assert.Equal(("alice", "laptop", 2, 10m, "PENDING"), (saga.UserId, saga.Item, saga.Quantity, saga.Price, saga.Status));
    }

    [Fact]
    public void With_PaymentSuccess_IsConfirmed() =>
        Assert.Equal("CONFIRMED", Saga(Created(order), Reserved(order), new PaymentSuccess(order, "alice", 20m)).Status);

    [Fact]
    public void With_PaymentFailed_IsCancelledForItsReason()
    {
        var saga = Saga(Created(order), Reserved(order), new PaymentFailed(order, Reasons.InsufficientFunds));

        Assert.Equal(("CANCELLED", Reasons.InsufficientFunds), (saga.Status, saga.Reason));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_CancelledAndPaid_IsCancelledInEitherOrder(bool paidFirst)
    {
        ISagaEvent[] both = [new PaymentSuccess(order, "alice", 20m), new OrderCancelled(order, "alice", "laptop", Reasons.Timeout)];

        Assert.Equal("CANCELLED", Saga([Created(order), .. paidFirst ? both : both.Reverse()]).Status);
    }

    [Fact]
    public void With_SameMessageIdTwice_MarksTheSecondAndCountsNoRedrive()
    {
        var message = Message(Created(order));
        var saga = new LiveSaga(order).With(message).With(message);

        Assert.Equal([false, true], saga.Messages.Select(seen => seen.IsDuplicate));
        Assert.Equal(0, saga.Redrives);
    }

    [Fact]
    public void With_OrderCreatedAgain_CountsARedrive() => Assert.Equal(1, Saga(Created(order), Created(order)).Redrives);

    [Fact]
    public void With_MoreMessagesThanItKeeps_LetsTheOldestGo()
    {
        var saga = Saga([.. Enumerable.Repeat(Created(order), LiveSaga.MaxMessages + 5)]);

        Assert.Equal(LiveSaga.MaxMessages, saga.Messages.Length);
        Assert.Equal(Start.AddMilliseconds(50), saga.Messages[0].AppendedAt);
    }
}

using OrderSaga.Web.Feed;
using static OrderSaga.Tests.Web.Feed.Messages;

namespace OrderSaga.Tests.Web.Feed;

public sealed class SagaWindowTests
{
    [Fact]
    public void Latest_SeveralSagas_NewestFirst()
    {
        var window = new SagaWindow();
        Guid[] orders = [NewOrder(1), NewOrder(2), NewOrder(3)];
        foreach (var order in orders)
        {
            window.Add(Message(Created(order)));
        }

        Assert.Equal([orders[2], orders[1]], window.Latest(2, _ => true).Select(saga => saga.OrderId));
    }

    [Fact]
    public void Add_MoreSagasThanItKeeps_ForgetsTheOldest()
    {
        var window = new SagaWindow(maxSagas: 2);
        Guid[] orders = [NewOrder(1), NewOrder(2), NewOrder(3)];
        foreach (var order in orders)
        {
            window.Add(Message(Created(order)));
        }

        Assert.Null(window.Find(orders[0]));
        Assert.NotNull(window.Find(orders[1]));
    }

    [Fact]
    public void Add_MoreMessagesThanItKeeps_ForgetsTheOldestSaga()
    {
        var window = new SagaWindow(maxMessages: 3);
        var (first, second) = (NewOrder(1), NewOrder(2));
        window.Add(Message(Created(first)));
        window.Add(Message(Reserved(first)));
        window.Add(Message(Created(second)));
        Assert.NotNull(window.Find(first));

        window.Add(Message(Reserved(second)));

        Assert.Null(window.Find(first));
        Assert.Equal(2, window.Find(second)!.Messages.Length);
    }

    [Fact]
    public void Version_EachMessage_Grows()
    {
        var window = new SagaWindow();
        var before = window.Version;

        window.Add(Message(Created(NewOrder())));

        Assert.NotEqual(before, window.Version);
    }
}

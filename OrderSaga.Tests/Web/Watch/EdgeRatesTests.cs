using Microsoft.Extensions.Time.Testing;
using OrderSaga.Contracts.Events;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Feed;
using OrderSaga.Web.Story;
using OrderSaga.Web.Watch;

namespace OrderSaga.Tests.Web.Watch;

public sealed class EdgeRatesTests
{
    [Fact]
    public void Of_ReservedMessages_LeaveInventoryForPaymentAndOrder()
    {
        var clock = new FakeTimeProvider(Messages.Start);
        var rates = new MessageRates(clock) { IsListening = true };
        clock.Advance(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 10; i++)
        {
            rates.Count(EventTypes.InventoryReserved);
        }

        clock.Advance(TimeSpan.FromSeconds(1));

        var edges = EdgeRates.Of(rates);
        Assert.Equal([0d, 2d, (double?)0], Lanes.All.Select(lane => edges.Sent[lane]));
        Assert.Equal([2d, 0d, 2d], Lanes.All.Select(lane => edges.Routed[lane]));
    }

    [Fact]
    public void Of_NothingWasListenedTo_AreUnknown()
    {
        var edges = EdgeRates.Of(new MessageRates(new FakeTimeProvider(Messages.Start)));

        Assert.All(Lanes.All, lane => Assert.Null(edges.Sent[lane]));
        Assert.All(Lanes.All, lane => Assert.Null(edges.Routed[lane]));
    }
}

using OrderSaga.Web.Clients;
using OrderSaga.Web.Feed;

namespace OrderSaga.Web.Story;

/// <summary>Asks all that know of a saga, at once.</summary>
public sealed class SagaReader(OrderClient orders, InventoryClient inventory, PaymentClient payments, LiveFeed feed)
{
    public async Task<SagaView> ReadAsync(Guid orderId, CancellationToken cancellationToken)
    {
        var order = orders.GetAsync(orderId, cancellationToken);
        var timeline = orders.GetTimelineAsync(orderId, cancellationToken);
        var reservation = inventory.GetReservationAsync(orderId, cancellationToken);
        var payment = payments.GetPaymentAsync(orderId, cancellationToken);
        await Task.WhenAll(order, timeline, reservation, payment);
        var live = feed.Window.Find(orderId);
        return new(await order, await reservation, await payment, live, SagaStory.Tell((await timeline).Value ?? [], live));
    }
}

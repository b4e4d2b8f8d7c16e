using OrderSaga.Web.Clients;
using OrderSaga.Web.Feed;

namespace OrderSaga.Web.Story;

/// <summary>
/// Asks all that know of a saga. The order first: once it is settled nothing changes any more, so that what the others say afterwards is as final.
/// Asked at once, they may speak of a moment before it, and all together would look like a saga that ended wrong.
/// </summary>
public sealed class SagaReader(OrderClient orders, InventoryClient inventory, PaymentClient payments, LiveFeed feed)
{
    public async Task<SagaView> ReadAsync(Guid orderId, CancellationToken cancellationToken)
    {
        var timeline = orders.GetTimelineAsync(orderId, cancellationToken);
        var order = await orders.GetAsync(orderId, cancellationToken);
        var reservation = inventory.GetReservationAsync(orderId, cancellationToken);
        var payment = payments.GetPaymentAsync(orderId, cancellationToken);
        await Task.WhenAll(timeline, reservation, payment);
        var live = feed.Window.Find(orderId);
        return new(order, await reservation, await payment, live, SagaStory.Tell((await timeline).Value ?? [], live));
    }
}

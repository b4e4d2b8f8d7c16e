using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Messaging.Consumer;

namespace OrderSaga.Inventory.Data;

/// <summary>The keys that a batch of messages may touch, each once.</summary>
/// <param name="OrderIds">Every order spoken of.</param>
/// <param name="ReleasedOrderIds">Those that may give back units of an item which only their reservation knows.</param>
/// <param name="Items">Those that are ordered.</param>
internal sealed record BatchKeys(Guid[] OrderIds, Guid[] ReleasedOrderIds, string[] Items)
{
    public static BatchKeys Of(IReadOnlyList<InboundMessage> messages)
    {
        var orders = new HashSet<Guid>(messages.Count);
        var released = new HashSet<Guid>();
        var items = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            orders.Add(message.Event.Id);
            if (message.Event is OrderCreated created)
            {
                items.Add(created.Item);
            }
            else
            {
                released.Add(message.Event.Id);
            }
        }

        return new BatchKeys([.. orders], [.. released], [.. items]);
    }
}

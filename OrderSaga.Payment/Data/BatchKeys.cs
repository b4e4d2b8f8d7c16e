using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Messaging.Consumer;

namespace OrderSaga.Payment.Data;

/// <summary>The keys that a batch of messages may touch, each once.</summary>
/// <param name="OrderIds">Every order spoken of.</param>
/// <param name="CancelledOrderIds">Those that may give back money to an account which only their payment knows.</param>
/// <param name="UserIds">Those that are to pay.</param>
internal sealed record BatchKeys(Guid[] OrderIds, Guid[] CancelledOrderIds, string[] UserIds)
{
    public static BatchKeys Of(IReadOnlyList<InboundMessage> messages)
    {
        var orders = new HashSet<Guid>(messages.Count);
        var cancelled = new HashSet<Guid>();
        var users = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            orders.Add(message.Event.Id);
            if (message.Event is InventoryReserved reserved)
            {
                users.Add(reserved.UserId);
            }
            else
            {
                cancelled.Add(message.Event.Id);
            }
        }

        return new BatchKeys([.. orders], [.. cancelled], [.. users]);
    }
}

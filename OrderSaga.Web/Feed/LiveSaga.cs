using System.Collections.Immutable;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Events;

namespace OrderSaga.Web.Feed;

/// <summary>
/// One saga as the exchange tells it: what was sent, which is not yet what was handled. The Order service has the last word on the
/// status; this is what the page knows while that service is down.
/// </summary>
public sealed record LiveSaga(Guid OrderId)
{
    /// <summary>Messages kept of one saga. A saga has eight at the most unless it is re-driven again and again.</summary>
    public const int MaxMessages = 64;

    public string? UserId { get; private init; }

    public string? Item { get; private init; }

    public int Quantity { get; private init; }

    public decimal Price { get; private init; }

    public string Status { get; private init; } = "PENDING";

    public string? Reason { get; private init; }

    public string? TraceId { get; private init; }

    /// <summary>Emissions of ORDER_CREATED or ORDER_CANCELLED beyond the first of each.</summary>
    public int Redrives { get; private init; }

    /// <summary>In the order of the exchange; the oldest go when there are more than <see cref="MaxMessages"/>.</summary>
    public ImmutableArray<ObservedMessage> Messages { get; private init; } = [];

    public DateTimeOffset StartedAt => UuidTime.Of(OrderId) ?? Messages[0].SeenAt;

    public DateTimeOffset LastSeenAt => Messages[^1].SeenAt;

    /// <summary>This saga with one message more.</summary>
    public LiveSaga With(ObservedMessage message)
    {
        var duplicate = Has(message.MessageId);
        var kept = Messages.Length < MaxMessages ? Messages : Messages.RemoveAt(0);
        var saga = this with
        {
            Messages = kept.Add(duplicate ? message with { IsDuplicate = true } : message),
            TraceId = TraceId ?? message.Text.TraceId,
            Redrives = Redrives + (!duplicate && IsRedrive(message.Type) ? 1 : 0),
        };
        return saga.Learn(message.Event);
    }

    private bool Has(Guid messageId)
    {
        foreach (var seen in Messages)
        {
            if (seen.MessageId == messageId)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsRedrive(string type) =>
        type is EventTypes.OrderCreated or EventTypes.OrderCancelled && Messages.Any(seen => seen.Type == type);

    private LiveSaga Learn(ISagaEvent sagaEvent) => sagaEvent switch
    {
        OrderCreated e => this with { UserId = e.UserId, Item = e.Item, Quantity = e.Quantity, Price = e.Price },
        InventoryReserved e => this with { UserId = e.UserId, Item = e.Item, Quantity = e.Quantity, Price = e.Price },
        InventoryRejected e => Cancelled(e.Reason) with { Item = e.Item },
        PaymentSuccess e => (Status == "PENDING" ? this with { Status = "CONFIRMED" } : this) with { UserId = e.UserId },
        PaymentFailed e => Cancelled(e.Reason),
        // Order sends this only once it has cancelled, so it outdoes a PAYMENT_SUCCESS that came too late.
        OrderCancelled e => this with { Status = "CANCELLED", Reason = e.Reason, UserId = e.UserId, Item = e.Item },
        InventoryRefunded e => Cancelled(e.Reason),
        PaymentRefunded e => this with { UserId = e.UserId },
        _ => this,
    };

    private LiveSaga Cancelled(string reason) => Status == "PENDING" ? this with { Status = "CANCELLED", Reason = reason } : this;
}

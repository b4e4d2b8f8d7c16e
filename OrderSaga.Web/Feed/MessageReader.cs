using OrderSaga.Contracts;
using OrderSaga.Contracts.Events;

namespace OrderSaga.Web.Feed;

/// <summary>Understands a message off the wire, or declines it. The page is a guest on the exchange: nothing it reads is trusted.</summary>
public static class MessageReader
{
    /// <summary>The message, or null when it is none of the saga's: the services dead-letter such a one, where the page shows it.</summary>
    public static ObservedMessage? Read(RawMessage raw)
    {
        var properties = raw.Properties;
        if (!Guid.TryParse(properties.MessageId, out var messageId))
        {
            return null;
        }

        try
        {
            var sagaEvent = EventCodec.Deserialize(properties.Type, raw.Body);
            return new(
                messageId,
                EventCodec.TypeOf(sagaEvent),
                sagaEvent.Id,
                SourceOf(properties.AppId),
                UuidTime.Of(messageId),
                raw.SeenAt,
                new WireText(raw.Body, properties.Headers),
                sagaEvent);
        }
        catch (InvalidEventException)
        {
            return null;
        }
    }

    // One string for all of a sender's messages rather than one each.
    private static string SourceOf(string? appId) => appId switch
    {
        Routes.OrderService => Routes.OrderService,
        Routes.InventoryService => Routes.InventoryService,
        Routes.PaymentService => Routes.PaymentService,
        _ => appId ?? "",
    };
}

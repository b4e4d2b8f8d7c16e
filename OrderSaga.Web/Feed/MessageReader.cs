using System.Diagnostics;
using System.Text;
using OrderSaga.Contracts.Events;
using RabbitMQ.Client;

namespace OrderSaga.Web.Feed;

/// <summary>Understands a message off the wire, or declines it. The page is a guest on the exchange: nothing it reads is trusted.</summary>
public static class MessageReader
{
    private const int MaxHeaders = 16;
    private const int MaxHeaderCharacters = 256;

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
            var headers = ReadHeaders(properties);
            return new(
                messageId,
                EventCodec.TypeOf(sagaEvent),
                sagaEvent.Id,
                properties.AppId ?? "",
                UuidTime.Of(messageId),
                raw.SeenAt,
                TraceIdOf(headers),
                Encoding.UTF8.GetString(raw.Body),
                headers,
                sagaEvent);
        }
        catch (InvalidEventException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> ReadHeaders(IReadOnlyBasicProperties properties)
    {
        var headers = new Dictionary<string, string>();
        foreach (var (name, value) in (properties.Headers ?? new Dictionary<string, object?>()).Take(MaxHeaders))
        {
            var text = value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString() ?? "";
            headers[name] = text.Length > MaxHeaderCharacters ? text[..MaxHeaderCharacters] + "…" : text;
        }

        return headers;
    }

    private static string? TraceIdOf(Dictionary<string, string> headers) =>
        headers.TryGetValue("traceparent", out var parent) && ActivityContext.TryParse(parent, null, out var context)
            ? context.TraceId.ToString()
            : null;
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using OrderSaga.Contracts.Http;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.DeadLetters;

/// <summary>Between a parked message and what the API shows of it. Anyone may have put anything there.</summary>
internal static class DeadLetterReader
{
    public static DeadLetter Read(BasicGetResult parked)
    {
        var properties = parked.BasicProperties;
        var isText = Utf8.IsValid(parked.Body.Span);
        return new DeadLetter(
            IdOf(parked),
            properties.Type,
            properties.CorrelationId,
            Header(parked, DeadLetterHeaders.Reason) ?? BrokersReason(parked),
            Header(parked, DeadLetterHeaders.ExceptionType),
            Header(parked, DeadLetterHeaders.StackTrace),
            int.TryParse(Header(parked, DeadLetterHeaders.Attempts), CultureInfo.InvariantCulture, out var attempts) ? attempts : 0,
            Time(parked, DeadLetterHeaders.FirstFailedAt),
            Time(parked, DeadLetterHeaders.LastFailedAt),
            isText ? Encoding.UTF8.GetString(parked.Body.Span) : Convert.ToBase64String(parked.Body.Span),
            !isText,
            Headers(properties));
    }

    /// <summary>The message's own id; one made of its content when it has none, so that it can be named all the same.</summary>
    public static string IdOf(BasicGetResult parked) => parked.BasicProperties.MessageId is { Length: > 0 } id
        ? id
        : "sha256-" + Convert.ToHexStringLower(SHA256.HashData(parked.Body.Span))[..32];

    /// <summary>The properties it first came with; a replay starts with a clean slate.</summary>
    public static BasicProperties WithoutReason(BasicGetResult parked)
    {
        var properties = new BasicProperties(parked.BasicProperties);
        properties.Headers = properties.Headers?
            .Where(header => !IsAboutParking(header.Key))
            .ToDictionary(header => header.Key, header => header.Value);
        return properties;
    }

    private static bool IsAboutParking(string header) =>
        header.StartsWith(DeadLetterHeaders.Prefix, StringComparison.Ordinal)
        || header is "x-death" or "x-delivery-count" or "x-acquired-count" or "x-dotnet-pub-seq-no"
        || header.StartsWith("x-first-death-", StringComparison.Ordinal)
        || header.StartsWith("x-last-death-", StringComparison.Ordinal);

    private static string BrokersReason(BasicGetResult parked) => Header(parked, "x-first-death-reason") switch
    {
        "delivery_limit" => "Parked by the broker: it was handed out too often and never acknowledged.",
        { } reason => $"Parked by the broker: {reason}.",
        null => "Not parked by the service: it was published to this queue.",
    };

    private static DateTimeOffset? Time(BasicGetResult parked, string header) =>
        DateTimeOffset.TryParse(Header(parked, header), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string? Header(BasicGetResult parked, string name) =>
        parked.BasicProperties.Headers is { } headers && headers.TryGetValue(name, out var value) ? Text(value) : null;

    private static Dictionary<string, string> Headers(IReadOnlyBasicProperties properties) =>
        properties.Headers?.Where(header => header.Key != DeadLetterHeaders.StackTrace).ToDictionary(header => header.Key, header => Text(header.Value)) ?? [];

    private static string Text(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        IDictionary<string, object?> table => "{" + string.Join(", ", table.Select(entry => $"{entry.Key}: {Text(entry.Value)}")) + "}",
        IEnumerable<object?> list => "[" + string.Join(", ", list.Select(Text)) + "]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}

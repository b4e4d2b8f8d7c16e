using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using OrderSaga.Contracts.Http;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.DeadLetters;

/// <summary>Reads a dead letter for the API. Anyone may have published anything to the queue.</summary>
internal static class DeadLetterReader
{
    public static DeadLetter Read(BasicGetResult letter)
    {
        var properties = letter.BasicProperties;
        var isText = Utf8.IsValid(letter.Body.Span);
        return new DeadLetter(
            IdOf(letter),
            properties.Type,
            properties.CorrelationId,
            Header(letter, DeadLetterHeaders.Reason) ?? BrokersReason(letter),
            Header(letter, DeadLetterHeaders.ExceptionType),
            Header(letter, DeadLetterHeaders.StackTrace),
            int.TryParse(Header(letter, DeadLetterHeaders.Attempts), CultureInfo.InvariantCulture, out var attempts) ? attempts : 0,
            Time(letter, DeadLetterHeaders.FirstFailedAt),
            Time(letter, DeadLetterHeaders.LastFailedAt),
            isText ? Encoding.UTF8.GetString(letter.Body.Span) : Convert.ToBase64String(letter.Body.Span),
            !isText,
            Headers(properties));
    }

    /// <summary>The message's own id; one made of its content when it has none, so that it can be named all the same.</summary>
    public static string IdOf(BasicGetResult letter) => letter.BasicProperties.MessageId is { Length: > 0 } id
        ? id
        : "sha256-" + Convert.ToHexStringLower(SHA256.HashData(letter.Body.Span))[..32];

    /// <summary>The properties it first came with; a replay starts with a clean slate.</summary>
    public static BasicProperties WithoutReason(BasicGetResult letter)
    {
        var properties = new BasicProperties(letter.BasicProperties);
        properties.Headers = properties.Headers?
            .Where(header => !IsAboutDeadLettering(header.Key))
            .ToDictionary(header => header.Key, header => header.Value);
        return properties;
    }

    private static bool IsAboutDeadLettering(string header) =>
        header.StartsWith(DeadLetterHeaders.Prefix, StringComparison.Ordinal)
        || header is "x-death" or "x-delivery-count" or "x-acquired-count" or "x-dotnet-pub-seq-no"
        || header.StartsWith("x-first-death-", StringComparison.Ordinal)
        || header.StartsWith("x-last-death-", StringComparison.Ordinal);

    private static string BrokersReason(BasicGetResult letter) => Header(letter, "x-first-death-reason") switch
    {
        "delivery_limit" => "Dead-lettered by the broker: it was delivered too often and never acknowledged.",
        { } reason => $"Dead-lettered by the broker: {reason}.",
        null => "Not dead-lettered by the service: it was published to this queue.",
    };

    private static DateTimeOffset? Time(BasicGetResult letter, string header) =>
        DateTimeOffset.TryParse(Header(letter, header), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string? Header(BasicGetResult letter, string name) =>
        letter.BasicProperties.Headers is { } headers && headers.TryGetValue(name, out var value) ? Text(value) : null;

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

namespace OrderSaga.Contracts.Http;

/// <summary>
/// A parked message. <paramref name="MessageId"/> is as the sender wrote it, or made up for a message that came without a usable
/// one; <paramref name="Body"/> is text, or base64 when it is no UTF-8.
/// </summary>
public sealed record DeadLetter(
    string MessageId,
    string? Type,
    string? CorrelationId,
    string Reason,
    string? ExceptionType,
    string? StackTrace,
    int Attempts,
    DateTimeOffset? FirstFailedAt,
    DateTimeOffset? LastFailedAt,
    string Body,
    bool BodyIsBase64,
    IReadOnlyDictionary<string, string> Headers);

/// <summary>The parked messages of one service, oldest first. <paramref name="Total"/> may exceed what is listed.</summary>
public sealed record DeadLetterPage(string Queue, long Total, IReadOnlyList<DeadLetter> Items);

/// <summary>Body of <c>POST /dead-letters/replay</c>: which messages; absent or empty means all.</summary>
public sealed record ReplayRequest(IReadOnlyList<string>? MessageIds);

/// <summary>How many messages an action on the dead letters touched.</summary>
public sealed record DeadLetterResult(long Count);

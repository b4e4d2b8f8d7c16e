namespace OrderSaga.Web.Story;

/// <summary>One message of a saga with all that is known of its way.</summary>
/// <param name="MessageId">Unique for each emission.</param>
/// <param name="Step">What it is.</param>
/// <param name="AppendedAt">When the sender committed it to its outbox.</param>
/// <param name="PublishedAt">When it was seen on the exchange; null when the page was not listening or it is not out yet.</param>
/// <param name="HandledAt">When each receiver handled it, as far as they have.</param>
/// <param name="Body">JSON.</param>
/// <param name="Headers">As seen on the exchange; empty when it was not seen there.</param>
public sealed record SagaMessage(
    Guid MessageId,
    Step Step,
    DateTimeOffset AppendedAt,
    DateTimeOffset? PublishedAt,
    IReadOnlyDictionary<Lane, DateTimeOffset> HandledAt,
    string Body,
    IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>When further copies of this very message were seen: the inboxes skip them.</summary>
    public IReadOnlyList<DateTimeOffset> CopiesSeenAt { get; init; } = [];

    /// <summary>1 for the first emission of its type in this saga, 2 for the first repeat, and so on.</summary>
    public int Emission { get; init; } = 1;

    public TimeSpan? OutboxLag => PublishedAt - AppendedAt;

    /// <summary>From the exchange to the end of handling; null while either end is unknown.</summary>
    public TimeSpan? HandlingLag(Lane receiver) => HandledAt.TryGetValue(receiver, out var at) ? at - PublishedAt : null;
}

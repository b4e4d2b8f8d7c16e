using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;
using OrderSaga.Web.Feed;

namespace OrderSaga.Web.Story;

/// <summary>The messages of one saga, put together from what Order recorded and what the exchange showed.</summary>
public static class SagaStory
{
    /// <summary>In the order of their appending.</summary>
    public static IReadOnlyList<SagaMessage> Tell(IReadOnlyList<TimelineEntry> timeline, LiveSaga? live)
    {
        var recorded = timeline.GroupBy(entry => entry.MessageId).ToDictionary(group => group.Key, group => group.First());
        var seen = (live?.Messages ?? []).ToLookup(message => message.MessageId);
        var messages = recorded.Keys.Union(seen.Select(group => group.Key))
            .Select(id => Combine(id, recorded.GetValueOrDefault(id), [.. seen[id]]))
            .OfType<SagaMessage>()
            .OrderBy(message => message.AppendedAt).ThenBy(message => message.MessageId)
            .ToList();
        return Number(Answers.Pair(messages).Select(NotAfterHandling));
    }

    private static SagaMessage? Combine(Guid id, TimelineEntry? recorded, IReadOnlyList<ObservedMessage> seen)
    {
        var first = seen.FirstOrDefault();
        if (Choreography.Find(recorded?.Type ?? first!.Type) is not { } step)
        {
            return null;
        }

        // The timestamp of AMQP has a resolution of a second; the id of the message knows the millisecond.
        var appended = UuidTime.Of(id) ?? recorded?.OccurredAt ?? first!.SeenAt;
        var published = first?.SeenAt < appended ? appended : first?.SeenAt;
        var handled = new Dictionary<Lane, DateTimeOffset>();
        if (recorded is not null && step.To.Contains(Lane.Order))
        {
            handled[Lane.Order] = recorded.RecordedAt < appended ? appended : recorded.RecordedAt;
        }

        return new(id, step, appended, published, handled, recorded?.Payload.GetRawText() ?? first!.Text.Body, first?.Text.Headers ?? NoHeaders)
        {
            CopiesSeenAt = [.. seen.Skip(1).Select(copy => copy.SeenAt)],
        };
    }

    // The page and a service get their copies at about the same time; when the service was first, the message was out by then.
    private static SagaMessage NotAfterHandling(SagaMessage message) =>
        message.PublishedAt is { } published && message.HandledAt.Count > 0 && message.HandledAt.Values.Min() is var handled && handled < published
            ? message with { PublishedAt = handled }
            : message;

    private static List<SagaMessage> Number(IEnumerable<SagaMessage> messages)
    {
        var emissions = new Dictionary<string, int>();
        return [.. messages.Select(message =>
            message with { Emission = emissions[message.Step.Type] = emissions.GetValueOrDefault(message.Step.Type) + 1 })];
    }

    private static readonly Dictionary<string, string> NoHeaders = [];
}

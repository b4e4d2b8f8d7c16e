using OrderSaga.Contracts.Events;

namespace OrderSaga.Web.Story;

/// <summary>What a service's state was and became when it sent or handled a message.</summary>
public sealed record StateChange(Lane Lane, bool Sent, string Before, string After);

/// <summary>Replays a saga's messages to tell the states between them.</summary>
public static class StateTrace
{
    private const string None = "NONE";

    /// <summary>The changes that belong to each message: the sender's first, then those of its receivers as they handled it.</summary>
    public static ILookup<Guid, StateChange> Of(IReadOnlyList<SagaMessage> messages)
    {
        var states = Lanes.All.ToDictionary(lane => lane, _ => None);
        var changes = new List<(Guid MessageId, StateChange Change)>();
        foreach (var moment in messages.SelectMany(MomentsOf).OrderBy(moment => moment.At).ThenBy(moment => moment.Sent))
        {
            var before = states[moment.Lane];
            var after = moment.Sent
                ? AfterSending(moment.Message.Step.Type, before)
                : AfterHandling(moment.Lane, moment.Message, messages, before);
            changes.Add((moment.Message.MessageId, new(moment.Lane, moment.Sent, ShownBefore(moment, before, changes), after)));
            states[moment.Lane] = after;
        }

        return changes.OrderByDescending(change => change.Change.Sent).ToLookup(change => change.MessageId, change => change.Change);
    }

    // An answer is sent in the transaction that handles the question: both changed the state from what it was before that.
    private static string ShownBefore(Moment moment, string before, List<(Guid MessageId, StateChange Change)> changes) =>
        moment.Sent && changes.LastOrDefault(change => change.Change.Lane == moment.Lane) is { Change: { Sent: false } cause } && cause.After == before
            ? cause.Before
            : before;

    private static IEnumerable<Moment> MomentsOf(SagaMessage message) =>
        message.HandledAt.Select(handled => new Moment(message, handled.Key, false, handled.Value))
            .Append(new(message, message.Step.From, true, message.AppendedAt));

    private static string AfterSending(string type, string before) => type switch
    {
        EventTypes.OrderCreated => before == None ? "PENDING" : before,
        EventTypes.OrderCancelled => "CANCELLED",
        EventTypes.InventoryReserved => "RESERVED",
        EventTypes.InventoryRejected => "REJECTED",
        EventTypes.InventoryRefunded => before == "REJECTED" ? before : "RELEASED",
        EventTypes.PaymentSuccess => "CHARGED",
        EventTypes.PaymentFailed => "DECLINED",
        EventTypes.PaymentRefunded => before switch { "CHARGED" => "REFUNDED", None => "VOIDED", _ => before },
        _ => before,
    };

    private static string AfterHandling(Lane lane, SagaMessage message, IReadOnlyList<SagaMessage> messages, string before)
    {
        if (lane != Lane.Order)
        {
            var answer = messages.FirstOrDefault(other => other.Step.From == lane && other.AppendedAt == message.HandledAt[lane]);
            return answer is null ? before : AfterSending(answer.Step.Type, before);
        }

        return (before, message.Step.Type) switch
        {
            ("PENDING", EventTypes.PaymentSuccess) => "CONFIRMED",
            ("PENDING", EventTypes.InventoryRejected or EventTypes.PaymentFailed or EventTypes.InventoryRefunded) => "CANCELLED",
            _ => before,
        };
    }

    private sealed record Moment(SagaMessage Message, Lane Lane, bool Sent, DateTimeOffset At);
}

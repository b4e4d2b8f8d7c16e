using System.Text.Json;
using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Feed;
using OrderSaga.Web.Story;

namespace OrderSaga.Tests.Web.Story;

/// <summary>Builds a saga's messages as the page gets them: what Order recorded, and what the exchange showed.</summary>
internal sealed class Told
{
    private readonly List<TimelineEntry> timeline = [];
    private LiveSaga live;

    public Told() => live = new LiveSaga(Order);

    public Guid Order { get; } = Messages.NewOrder();

    /// <param name="sagaEvent">What was sent.</param>
    /// <param name="appended">Milliseconds after the start.</param>
    /// <param name="recorded">When Order recorded it; never when null.</param>
    /// <param name="seen">When the exchange showed it; never when null.</param>
    /// <returns>The id of the message.</returns>
    public Guid Add(ISagaEvent sagaEvent, int appended, int? recorded = null, int? seen = null)
    {
        var message = Messages.Message(sagaEvent, appended);
        if (recorded is { } at)
        {
            timeline.Add(new(
                message.MessageId, message.Type, message.Source, message.AppendedAt!.Value, Messages.Start.AddMilliseconds(at), JsonElement.Parse("{}")));
        }

        if (seen is { } time)
        {
            live = live.With(message with { SeenAt = Messages.Start.AddMilliseconds(time) });
        }

        return message.MessageId;
    }

    /// <summary>The exchange showed the same message again.</summary>
    public void AddCopy(Guid messageId, int seen) =>
        live = live.With(live.Messages.First(message => message.MessageId == messageId) with { SeenAt = Messages.Start.AddMilliseconds(seen) });

    public IReadOnlyList<SagaMessage> Tell() => SagaStory.Tell(timeline, live.Messages.IsEmpty ? null : live);

    /// <summary>ORDER_CREATED at 0, INVENTORY_RESERVED at 10, PAYMENT_SUCCESS at 20, seen 2 and recorded 5 later.</summary>
    public static Told Confirmed()
    {
        var told = new Told();
        told.Add(Messages.Created(told.Order), 0, recorded: 0, seen: 2);
        told.Add(Messages.Reserved(told.Order), 10, recorded: 15, seen: 12);
        told.Add(new PaymentSuccess(told.Order, "alice", 20m), 20, recorded: 25, seen: 22);
        return told;
    }
}

using System.Diagnostics;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Order.Data;

/// <summary>
/// The orders of one transaction, loaded and locked: decisions are applied to them in memory, one after the other, and what came
/// of it is then saved at once.
/// </summary>
internal sealed class OrderBatch(IReadOnlyList<PlacedOrder> loaded, UnitOfWork work, SagaOptions timing)
{
    private readonly Dictionary<Guid, PlacedOrder> stored = loaded.ToDictionary(order => order.Details.Id);
    private readonly Dictionary<Guid, PlacedOrder> changed = [];
    private readonly List<TimelineRow> timeline = [];

    public IReadOnlyList<TimelineRow> Timeline => timeline;

    /// <summary>Each order that is to be written, as it was and as it is now, by id.</summary>
    public IEnumerable<OrderChange> Changes =>
        changed.Values.OrderBy(order => order.Details.Id).Select(order => new OrderChange(stored[order.Details.Id], order));

    public PlacedOrder? Find(Guid id) => changed.GetValueOrDefault(id) ?? stored.GetValueOrDefault(id);

    /// <exception cref="UnknownOrderException">The event speaks of an order that does not exist.</exception>
    /// <exception cref="Contracts.Events.InvalidEventException">Order does not consume this event.</exception>
    public void Receive(InboundMessage message)
    {
        var before = Find(message.Event.Id) ?? throw new UnknownOrderException(message.Event.Id);
        var decision = OrderDecider.Receive(before.State, message.Event);

        timeline.Add(TimelineRow.Of(message, before.Details, RecordedAt, OutcomeOf(before, decision)));
        Set(before.Advance(decision.State, work.Now, timing));
    }

    /// <summary>Cancels an order that is PENDING.</summary>
    /// <param name="before">One of the orders loaded.</param>
    /// <param name="reason">One of <see cref="Contracts.Events.Reasons"/>.</param>
    /// <param name="trace">A span of the order's own trace.</param>
    public void Cancel(PlacedOrder before, string reason, ActivityContext trace)
    {
        var decision = OrderDecider.Cancel(before.Details, before.State, reason);
        Emit(before, decision, trace);
        Set(before.Advance(decision.State, work.Now, timing));
    }

    /// <summary>Drives an order again that is not settled.</summary>
    /// <param name="before">One of the orders loaded.</param>
    /// <param name="trace">A span of the order's own trace.</param>
    public void DriveAgain(PlacedOrder before, ActivityContext trace)
    {
        Emit(before, OrderDecider.Redrive(before.Details, before.State), trace);
        Set(before.DrivenAgain(work.Now, timing));
    }

    /// <summary>Looks at an order again after the same time, without driving it.</summary>
    public void Postpone(PlacedOrder before) => Set(before.Postponed(work.Now, timing));

    // A microsecond apart, so that the timeline shows the events of one transaction in their order.
    private DateTimeOffset RecordedAt => work.Now.AddMicroseconds(timeline.Count);

    private void Emit(PlacedOrder before, Decision decision, ActivityContext trace)
    {
        if (decision.Outgoing is { } outgoing)
        {
            timeline.Add(TimelineRow.Of(work.Emit(outgoing, trace), before.Details, RecordedAt, OutcomeOf(before, decision)));
        }
    }

    private void Set(PlacedOrder order)
    {
        if (!ReferenceEquals(order, Find(order.Details.Id)))
        {
            changed[order.Details.Id] = order;
        }
    }

    private static OrderStatus? OutcomeOf(PlacedOrder before, Decision decision) =>
        before.State.Status == decision.State.Status ? null : decision.State.Status;
}

/// <summary>An order as it was loaded, and as it is to be written.</summary>
internal readonly record struct OrderChange(PlacedOrder Before, PlacedOrder After)
{
    public bool Settles => After.State.Settled && !Before.State.Settled;

    /// <summary>An open order was decided, or something that it was owed has come.</summary>
    public bool IsAnswer => !Before.State.Settled && After.UpdatedAt != Before.UpdatedAt;

    public bool MovesDeadline => After.DeadlineAt is not null && After.DeadlineAt != Before.DeadlineAt;
}

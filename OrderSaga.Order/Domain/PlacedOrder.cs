using System.Diagnostics;

namespace OrderSaga.Order.Domain;

/// <summary>An order, how far its saga has come, and when it is looked at again.</summary>
/// <param name="Details">What was ordered.</param>
/// <param name="CreatedAt">When it was accepted, UTC.</param>
/// <param name="Trace">The span that accepted it, the root of the saga's trace; default when nothing was traced.</param>
internal sealed record PlacedOrder(OrderDetails Details, DateTimeOffset CreatedAt, ActivityContext Trace)
{
    public OrderState State { get; init; }

    /// <summary>How often the order was driven again.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is driven again unless it settles before; null once it is settled.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    public static PlacedOrder New(OrderDetails details, DateTimeOffset now, ActivityContext trace, SagaOptions options) =>
        new(details, now, trace) { DeadlineAt = Deadlines.First(now, options) };

    /// <summary>The order after a decision. A decision that changes nothing leaves it as it is.</summary>
    public PlacedOrder Advance(OrderState next, DateTimeOffset now, SagaOptions options)
    {
        if (next == State)
        {
            return this;
        }

        // Progress alone is no answer. A dead letter may be replayed a year after the settlement.
        var advanced = this with { State = next, UpdatedAt = State.Settled || State.DiffersOnlyInProgress(next) ? UpdatedAt : now };
        if (next.Settled)
        {
            return advanced with { DeadlineAt = null, SettledAt = SettledAt ?? now };
        }

        // A new step begins for those who owe something, whatever was left of the time for the one before.
        return next.Status == State.Status ? advanced : advanced with { DeadlineAt = Deadlines.First(now, options) };
    }

    /// <summary>The order after it was driven again.</summary>
    public PlacedOrder DrivenAgain(DateTimeOffset now, SagaOptions options) => this with
    {
        Attempts = Attempts + 1,
        DeadlineAt = Deadlines.Next(this, Attempts + 1, now, options),
        UpdatedAt = now,
    };

    /// <summary>The order, to be looked at again after as long as it was just waited for.</summary>
    public PlacedOrder Postponed(DateTimeOffset now, SagaOptions options) => this with { DeadlineAt = Deadlines.Next(this, Attempts, now, options) };
}

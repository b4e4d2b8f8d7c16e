namespace OrderSaga.Order.Domain;

/// <summary>When an order that is not settled is looked at again: a function of the options, and of how late everything is.</summary>
internal static class Deadlines
{
    /// <summary>The deadline of a step that has just begun.</summary>
    public static DateTimeOffset First(DateTimeOffset now, SagaOptions options) => now + options.StepTimeout;

    /// <summary>
    /// The deadline after another drive: StepTimeout × 2^<paramref name="attempts"/> from now, at most MaxStepTimeout; for an order
    /// that is still PENDING no later than the time to give up. One that is PENDING beyond that time, and was driven all the same, has one
    /// StepTimeout more.
    /// </summary>
    /// <param name="order">The order, as it was when its deadline passed.</param>
    /// <param name="attempts">Drives after the first, this one included.</param>
    /// <param name="now">The time of this drive.</param>
    /// <param name="options">The timing.</param>
    public static DateTimeOffset Next(PlacedOrder order, int attempts, DateTimeOffset now, SagaOptions options)
    {
        var next = now + Backoff(attempts, options);
        var giveUpAt = order.CreatedAt + options.GiveUpAfter;
        if (order.State.Status != OrderStatus.Pending || next <= giveUpAt)
        {
            return next;
        }

        // A deadline in the past would have it driven again at once, and again.
        return giveUpAt > now ? giveUpAt : now + options.StepTimeout;
    }

    /// <summary>Whether an order has been PENDING for so long that it is to be cancelled.</summary>
    public static bool IsGivenUp(PlacedOrder order, DateTimeOffset now, SagaOptions options) =>
        order.State.Status == OrderStatus.Pending && now >= order.CreatedAt + options.GiveUpAfter;

    /// <summary>
    /// How far beyond its deadline an order may be before it is driven again, while answers come late. Its step then has
    /// <paramref name="patience"/>, at most half of GiveUpAfter: a message that is lost just then has another drive before the order is given up.
    /// </summary>
    /// <param name="patience">How long a step may take that is only late.</param>
    /// <param name="options">The timing.</param>
    public static TimeSpan ExtraTimeout(TimeSpan patience, SagaOptions options)
    {
        var most = options.GiveUpAfter / 2;
        var slack = (patience < most ? patience : most) - options.StepTimeout;
        return slack > TimeSpan.Zero ? slack : TimeSpan.Zero;
    }

    internal static TimeSpan Backoff(int attempts, SagaOptions options)
    {
        // In floating point, so that no number of attempts overflows.
        var ticks = options.StepTimeout.Ticks * Math.Pow(2, attempts);
        return ticks < options.MaxStepTimeout.Ticks ? TimeSpan.FromTicks((long)ticks) : options.MaxStepTimeout;
    }
}

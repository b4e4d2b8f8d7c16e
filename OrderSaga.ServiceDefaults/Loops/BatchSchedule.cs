namespace OrderSaga.ServiceDefaults.Loops;

/// <summary>
/// Says when a loop may start its next batch, so that messages gather into larger batches before the machine is busy. Without it a loop
/// under medium load spends its time on transactions of one or two messages.
/// </summary>
/// <remarks>
/// A message that comes alone never waits. Two batches may start close together, as the events of one saga arrive. For one loop.
/// </remarks>
public sealed class BatchSchedule(TimeProvider clock)
{
    /// <summary>On average one batch starts in each interval. Longer: every step of a saga takes longer. Shorter: batches stay small.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest time from one start to the next. A batch that waited for the disk must not make the next one wait too.</summary>
    public static readonly TimeSpan MaxInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>A batch of this size or less is handled in a moment. The loop does not rest after it.</summary>
    public const int SmallBatch = 4;

    // Batches take at most a third of a busy loop's time: the rest is for the services and servers that share the machine.
    private const int RestFactor = 3;

    private long? lastStart;
    private long? startBeforeLast;
    private TimeSpan rest;
    private bool isMoreWaiting;

    /// <summary>Returns when the next batch may start, and counts it as started.</summary>
    /// <exception cref="OperationCanceledException">The loop is to stop.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (!isMoreWaiting && Remaining() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }

        (startBeforeLast, lastStart) = (lastStart, clock.GetTimestamp());
        (rest, isMoreWaiting) = (TimeSpan.Zero, false);
    }

    /// <summary>The batch is handled.</summary>
    /// <param name="messages">How many it held.</param>
    /// <param name="isFull">More messages are waiting, so the next batch starts at once.</param>
    public void End(int messages, bool isFull)
    {
        isMoreWaiting = isFull;
        if (messages > SmallBatch && lastStart is { } start)
        {
            var deserved = RestFactor * clock.GetElapsedTime(start);
            rest = deserved < MaxInterval ? deserved : MaxInterval;
        }
    }

    private TimeSpan Remaining()
    {
        var untilRested = lastStart is { } last ? rest - clock.GetElapsedTime(last) : TimeSpan.Zero;
        var untilInterval = startBeforeLast is { } before ? (2 * Interval) - clock.GetElapsedTime(before) : TimeSpan.Zero;
        return untilRested > untilInterval ? untilRested : untilInterval;
    }
}

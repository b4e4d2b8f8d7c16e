namespace OrderSaga.ServiceDefaults.Messaging;

/// <summary>
/// Lets a loop that is busy rest after each batch, in proportion to how long its batches take, so that the next one is larger. A pace alone does
/// nothing for a loop whose batches take longer than its interval: it starts one right after the other, each with what little has come
/// meanwhile, and the processors spend on transactions what they lack for messages. How long batches take tells a busy machine from a
/// slow one by itself.
/// </summary>
/// <remarks>
/// What counts is the median of the last few. A single batch that waited for the disk says nothing about what batches cost, and what has come
/// meanwhile has waited long enough.
/// </remarks>
/// <param name="share">Of the loop's time that its batches may take; 1 never rests.</param>
/// <param name="longest">From the start of a batch to the start of the next; a batch that takes as long itself is not rested after.</param>
/// <param name="clock">What it is measured by.</param>
public sealed class BatchRest(double share, TimeSpan longest, TimeProvider clock)
{
    // The last batches, whose median counts.
    private const int Window = 5;

    private readonly Queue<TimeSpan> durations = new(Window + 1);
    private long began;
    private TimeSpan interval;

    /// <summary>A batch begins.</summary>
    public void Begin() => (began, interval) = (clock.GetTimestamp(), TimeSpan.Zero);

    /// <summary>The batch has ended, and was one to rest after.</summary>
    public void End()
    {
        durations.Enqueue(clock.GetElapsedTime(began));
        if (durations.Count > Window)
        {
            durations.Dequeue();
        }

        // Of an even number the shorter one.
        var deserved = durations.Order().ElementAt((durations.Count - 1) / 2) / share;
        interval = deserved < longest ? deserved : longest;
    }

    /// <summary>Returns when the next batch may start.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (interval > TimeSpan.Zero && interval - clock.GetElapsedTime(began) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }
    }
}

namespace OrderSaga.ServiceDefaults.Messaging;

/// <summary>
/// Keeps the starts of a loop's batches an interval apart. What comes alone is not held up; under load it makes fewer and larger batches
/// of the same messages. Without it a loop at medium load takes each message as it comes, spends its time on transactions of one, and
/// falls behind until batches form by themselves, which they then do at many times the latency.
/// </summary>
/// <param name="interval">Zero keeps no pace.</param>
/// <param name="clock">What it is measured by.</param>
public sealed class BatchPace(TimeSpan interval, TimeProvider clock)
{
    private long? last;

    /// <summary>Returns when the next batch may start: at once, if the last one started long enough ago.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (last is { } start && interval - clock.GetElapsedTime(start) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }

        last = clock.GetTimestamp();
    }
}

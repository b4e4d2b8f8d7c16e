namespace OrderSaga.Tests.Plumbing;

/// <summary>By this clock a tenth of a second goes by between one look at it and the next. It tells what its first timer is set to.</summary>
internal sealed class SlowClock : TimeProvider
{
    private readonly TaskCompletionSource<TimeSpan> firstTimer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long looks;

    public Task<TimeSpan> FirstTimer => firstTimer.Task;

    public override long TimestampFrequency => 10;

    public override long GetTimestamp() => Interlocked.Increment(ref looks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        firstTimer.TrySetResult(dueTime);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}

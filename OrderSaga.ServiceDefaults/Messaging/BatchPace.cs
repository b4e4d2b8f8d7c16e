namespace OrderSaga.ServiceDefaults.Messaging;

/// <summary>
/// Lets a loop start no more than so many batches in as many intervals. What comes alone is not held up, nor are the first of those
/// that follow each other closely, as the steps of one saga do; under load the same messages make fewer and larger batches. Without it a
/// loop under medium load spends its time on transactions of one or two messages, and falls behind until batches form by themselves,
/// which they do only at many times the latency.
/// </summary>
/// <param name="interval">Zero keeps no pace.</param>
/// <param name="inARow">Batches that may start one right after the other, after a quiet time.</param>
/// <param name="clock">What it is measured by.</param>
public sealed class BatchPace(TimeSpan interval, int inARow, TimeProvider clock)
{
    private readonly long?[] starts = new long?[inARow];
    private int next;

    /// <summary>Returns when the next batch may start, and counts it.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (starts[next] is { } start && (inARow * interval) - clock.GetElapsedTime(start) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }

        starts[next] = clock.GetTimestamp();
        next = (next + 1) % inARow;
    }
}

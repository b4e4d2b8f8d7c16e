namespace OrderSaga.ServiceDefaults.Loops;

/// <summary>
/// What a loop is doing, for <c>/alive</c> and <c>/health</c>: waiting for work is well, a fault being retried is degraded, one piece
/// of work that neither ends nor fails is stuck.
/// </summary>
public sealed class LoopState(string name, TimeProvider clock)
{
    private volatile Work? current;
    private volatile Fault? fault;

    public string Name { get; } = name;

    public TimeSpan? BusyFor => current is { } work ? clock.GetElapsedTime(work.StartedAt) : null;

    /// <summary>Since when, and why, the loop retries its work; null when it does not.</summary>
    public Fault? Retrying => fault;

    public void Begin() => current = new Work(clock.GetTimestamp());

    public void End()
    {
        current = null;
        fault = null;
    }

    /// <summary>Answers whether this is news. A retry is a sign of life, so the work counts as begun anew.</summary>
    public bool Retry(string cause)
    {
        var isNews = fault is null;
        fault = new Fault(fault?.Since ?? clock.GetUtcNow(), cause);
        Begin();
        return isNews;
    }

    /// <summary>The work failed and is left for now; it is tried again when its time comes.</summary>
    public void Fail(string cause)
    {
        Retry(cause);
        current = null;
    }

    public sealed record Fault(DateTimeOffset Since, string Cause);

    private sealed record Work(long StartedAt);
}

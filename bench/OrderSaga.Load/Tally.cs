namespace OrderSaga.Load;

/// <summary>Counts what became of the orders. Any thread may count.</summary>
internal sealed class Tally
{
    private long begun;
    private long accepted;
    private long retries;
    private long skipped;

    public long Accepted => Interlocked.Read(ref accepted);

    /// <summary>Requests that failed and were, or will be, sent again.</summary>
    public long Retries => Interlocked.Read(ref retries);

    /// <summary>Orders that were due while too many others were in flight. They are never posted.</summary>
    public long Skipped => Interlocked.Read(ref skipped);

    /// <summary>Orders that were posted at least once and are not accepted yet.</summary>
    public long InFlight => Interlocked.Read(ref begun) - Accepted;

    /// <summary>Why the last request failed that did.</summary>
    public string LastFailure { get; private set; } = "";

    public void Begin() => Interlocked.Increment(ref begun);

    public void Accept() => Interlocked.Increment(ref accepted);

    public void Skip() => Interlocked.Increment(ref skipped);

    public void Retry(Exception failure)
    {
        LastFailure = failure.Message;
        Interlocked.Increment(ref retries);
    }
}

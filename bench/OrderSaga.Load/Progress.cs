using Microsoft.Extensions.Logging;

namespace OrderSaga.Load;

/// <summary>Says every few seconds how the load is going, and what it came to at the end.</summary>
internal sealed partial class Progress(Tally tally, TimeProvider clock, ILogger logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly long started = clock.GetTimestamp();

    public async Task RunAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var (accepted, retries, at) = (0L, 0L, started);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                var (acceptedNow, retriesNow, now) = (tally.Accepted, tally.Retries, clock.GetTimestamp());
                var rate = (acceptedNow - accepted) / clock.GetElapsedTime(at, now).TotalSeconds;
                if (retriesNow == retries)
                {
                    LogProgress(acceptedNow, rate, tally.InFlight, retriesNow, tally.Skipped);
                }
                else
                {
                    LogFailures(acceptedNow, rate, tally.InFlight, retriesNow, tally.Skipped, tally.LastFailure);
                }

                (accepted, retries, at) = (acceptedNow, retriesNow, now);
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }
    }

    public void End() => LogEnd(tally.Accepted, clock.GetElapsedTime(started).TotalSeconds, tally.InFlight, tally.Retries, tally.Skipped);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "{Accepted} orders accepted, {Rate:F1}/s now, {InFlight} waiting, {Retries} retries, {Skipped} skipped (too many in flight)")]
    private partial void LogProgress(long accepted, double rate, long inFlight, long retries, long skipped);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Accepted} orders accepted, {Rate:F1}/s now, {InFlight} waiting, {Retries} retries, {Skipped} skipped (too many in flight); "
        + "last failure: {Failure}")]
    private partial void LogFailures(long accepted, double rate, long inFlight, long retries, long skipped, string failure);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Ended: {Accepted} orders accepted in {Seconds:F1} s, {InFlight} not answered, {Retries} retries, "
        + "{Skipped} skipped (too many in flight)")]
    private partial void LogEnd(long accepted, double seconds, long inFlight, long retries, long skipped);
}

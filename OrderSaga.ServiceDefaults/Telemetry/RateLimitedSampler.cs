using OpenTelemetry.Trace;

namespace OrderSaga.ServiceDefaults.Telemetry;

/// <summary>
/// Keeps every trace while there are few, and a bounded number of them when there are many: a token bucket, so that a burst is kept
/// whole. To be used for roots alone, below a <see cref="ParentBasedSampler"/>. A span that has no parent but links, which is what a
/// batch has, is kept if any of what it links to is kept; it costs no token.
/// </summary>
/// <param name="perSecond">Traces begun a second, in the long run.</param>
/// <param name="burst">Traces begun at once, after a quiet time.</param>
/// <param name="clock">Fills the bucket.</param>
public sealed class RateLimitedSampler(double perSecond, double burst, TimeProvider clock) : Sampler
{
    private readonly Lock gate = new();
    private double taken;
    private long filledAt = clock.GetTimestamp();

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var hasLinks = false;
        foreach (var link in samplingParameters.Links ?? [])
        {
            hasLinks = true;
            if (link.Context.TraceFlags.HasFlag(System.Diagnostics.ActivityTraceFlags.Recorded))
            {
                return new SamplingResult(SamplingDecision.RecordAndSample);
            }
        }

        return new SamplingResult(!hasLinks && TryTake() ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }

    private bool TryTake()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            taken = Math.Max(0, taken - (perSecond * clock.GetElapsedTime(filledAt, now).TotalSeconds));
            filledAt = now;
            if (taken + 1 > burst)
            {
                return false;
            }

            taken++;
            return true;
        }
    }
}

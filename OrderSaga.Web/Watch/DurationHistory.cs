namespace OrderSaga.Web.Watch;

/// <summary>Percentiles of the sagas that ended in one span of time, in milliseconds.</summary>
public sealed record DurationPoint(int Count, double P50, double P95, double P99);

/// <summary>How long the sagas took that ended of late, in bounded memory. Safe to use from any thread.</summary>
public sealed class DurationHistory(TimeProvider clock)
{
    public const int Points = 60;

    /// <summary>Sagas remembered a point; of more than that, the first ones stand for all.</summary>
    public const int MaxSamples = 1_000;

    public static readonly TimeSpan PointSpan = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly List<double>[] samples = [.. Enumerable.Range(0, Points + 1).Select(_ => new List<double>())];
    private readonly long[] spans = new long[Points + 1];

    public void Add(TimeSpan duration)
    {
        lock (gate)
        {
            var bucket = BucketOf(Now());
            if (bucket.Count < MaxSamples)
            {
                bucket.Add(duration.TotalMilliseconds);
            }
        }
    }

    /// <summary>The last <see cref="Points"/> whole spans, oldest first; null where no saga ended.</summary>
    public IReadOnlyList<DurationPoint?> Read()
    {
        lock (gate)
        {
            var now = Now();
            return [.. Enumerable.Range(0, Points).Select(i => Summarize(BucketOf(now - Points + i)))];
        }
    }

    private static DurationPoint? Summarize(List<double> bucket)
    {
        if (bucket.Count == 0)
        {
            return null;
        }

        bucket.Sort();
        return new(bucket.Count, At(bucket, 0.50), At(bucket, 0.95), At(bucket, 0.99));
    }

    private static double At(List<double> sorted, double quantile) => sorted[(int)Math.Ceiling(quantile * sorted.Count) - 1];

    private long Now() => clock.GetUtcNow().Ticks / PointSpan.Ticks;

    private List<double> BucketOf(long span)
    {
        var index = (int)(span % samples.Length);
        if (spans[index] != span)
        {
            spans[index] = span;
            samples[index].Clear();
        }

        return samples[index];
    }
}

namespace OrderSaga.Web.Feed;

/// <summary>How many messages of each type passed in each of the last seconds, as far as the page listened. Safe to use from any thread.</summary>
public sealed class MessageRates(TimeProvider clock)
{
    /// <summary>Seconds that are remembered.</summary>
    public const int Seconds = 120;

    private readonly Lock gate = new();
    private readonly Bucket[] buckets = [.. Enumerable.Range(0, Seconds + 1).Select(_ => new Bucket())];
    private long? deafSince = long.MinValue;

    /// <summary>Whether what passes is counted here; not at first. Of a second in which it changes nothing is known.</summary>
    public bool IsListening
    {
        get
        {
            lock (gate)
            {
                return deafSince is null;
            }
        }

        set
        {
            lock (gate)
            {
                if (value && deafSince is { } since)
                {
                    Miss(since);
                    deafSince = null;
                }
                else if (!value)
                {
                    deafSince ??= Now();
                }
            }
        }
    }

    public void Count(string type)
    {
        lock (gate)
        {
            var counts = BucketOf(Now()).Counts;
            counts[type] = counts.GetValueOrDefault(type) + 1;
        }
    }

    /// <summary>
    /// Messages per second, over the last whole <paramref name="seconds"/> that are known; of one type, or of all. Null when none is.
    /// </summary>
    public double? PerSecond(string? type = null, int seconds = 5) => History(type, seconds).Average();

    /// <summary>Messages in each of the last whole <paramref name="seconds"/>, oldest first; null where the page did not listen all the time.</summary>
    public IReadOnlyList<int?> History(string? type = null, int seconds = Seconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, Seconds);
        lock (gate)
        {
            var now = Now();
            return [.. Enumerable.Range(0, seconds).Select(i => CountIn(now - seconds + i, type))];
        }
    }

    private int? CountIn(long second, string? type)
    {
        var bucket = BucketOf(second);
        return bucket.Missed || second >= deafSince ? null
            : type is null ? bucket.Counts.Values.Sum()
            : bucket.Counts.GetValueOrDefault(type);
    }

    private void Miss(long since)
    {
        var now = Now();
        for (var second = Math.Max(since, now - Seconds); second <= now; second++)
        {
            BucketOf(second).Missed = true;
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeSeconds();

    private Bucket BucketOf(long second)
    {
        var bucket = buckets[second % buckets.Length];
        if (bucket.Second != second)
        {
            bucket.Second = second;
            bucket.Missed = false;
            bucket.Counts.Clear();
        }

        return bucket;
    }

    private sealed class Bucket
    {
        public Dictionary<string, int> Counts { get; } = [];

        public long Second { get; set; }

        public bool Missed { get; set; }
    }
}

namespace OrderSaga.Web.Feed;

/// <summary>How many messages of each type passed in each of the last seconds. Safe to use from any thread.</summary>
public sealed class MessageRates(TimeProvider clock)
{
    /// <summary>Seconds that are remembered.</summary>
    public const int Seconds = 120;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int>[] buckets = [.. Enumerable.Range(0, Seconds + 1).Select(_ => new Dictionary<string, int>())];
    private readonly long[] bucketSeconds = new long[Seconds + 1];

    public void Count(string type)
    {
        lock (gate)
        {
            var bucket = BucketOf(Now());
            bucket[type] = bucket.GetValueOrDefault(type) + 1;
        }
    }

    /// <summary>Messages per second, over the last whole <paramref name="seconds"/>; of one type, or of all.</summary>
    public double PerSecond(string? type = null, int seconds = 5) => History(type, seconds).Average();

    /// <summary>Messages in each of the last whole <paramref name="seconds"/>, oldest first.</summary>
    public IReadOnlyList<int> History(string? type = null, int seconds = Seconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, Seconds);
        lock (gate)
        {
            var now = Now();
            return [.. Enumerable.Range(0, seconds).Select(i => BucketOf(now - seconds + i)).Select(bucket => type is null ? bucket.Values.Sum() : bucket.GetValueOrDefault(type))];
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeSeconds();

    private Dictionary<string, int> BucketOf(long second)
    {
        var index = (int)(second % buckets.Length);
        if (bucketSeconds[index] != second)
        {
            bucketSeconds[index] = second;
            buckets[index].Clear();
        }

        return buckets[index];
    }
}

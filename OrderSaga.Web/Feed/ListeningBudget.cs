namespace OrderSaga.Web.Feed;

/// <summary>
/// Tells whether the page should go on listening although nobody looks: to follow each message of a busy exchange costs a fifth of the
/// throughput and more, so it follows bursts, and no more than a few messages a second on average. One caller at a time.
/// </summary>
/// <param name="clock">Tells how much of the budget has been regained.</param>
/// <param name="perSecond">Messages a second, on average. A saga has three.</param>
/// <param name="burst">Messages that may come at once after a quiet time.</param>
public sealed class ListeningBudget(TimeProvider clock, int perSecond = 300, int burst = 6_000)
{
    /// <summary>A rest is at least this long: the broker is not to be told four times a second.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    // A second's worth may always come at once: that is what "a second" means.
    private readonly double most = Math.Max(burst, perSecond);
    private double left = Math.Max(burst, perSecond);
    private long weighedAt = clock.GetTimestamp();
    private long? restsSince;

    /// <param name="heard">Messages since it was asked last; 0 for those that somebody looked at.</param>
    public bool Allows(long heard)
    {
        var now = clock.GetTimestamp();
        var regained = clock.GetElapsedTime(weighedAt, now).TotalSeconds * perSecond;
        weighedAt = now;
        left = Math.Min(most, left + regained) - heard;
        if (left <= 0)
        {
            restsSince ??= now;
        }
        else if (restsSince is { } since && clock.GetElapsedTime(since, now) >= Rest)
        {
            restsSince = null;
        }

        return restsSince is null;
    }
}

namespace OrderSaga.Web.Feed;

/// <summary>
/// Tells whether the page should go on listening although nobody looks: to follow each message of a busy exchange costs a fifth of what
/// the sagas cost, so it follows bursts, and no more than a few messages a second on average. One caller at a time.
/// </summary>
/// <param name="options">The budget.</param>
/// <param name="clock">Tells how much of it has been regained.</param>
public sealed class ListeningBudget(FeedOptions options, TimeProvider clock)
{
    /// <summary>A rest is at least this long, so that the broker is not told of each message to come.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private double left = options.UnwatchedBurst;
    private long weighedAt = clock.GetTimestamp();
    private bool resting;

    /// <param name="heard">Messages since it was asked last; 0 for those that somebody looked at.</param>
    public bool Allows(long heard)
    {
        var now = clock.GetTimestamp();
        var regained = clock.GetElapsedTime(weighedAt, now).TotalSeconds * options.UnwatchedPerSecond;
        weighedAt = now;
        left = Math.Min(options.UnwatchedBurst, left + regained) - heard;
        resting = resting ? left < Enough : left <= 0;
        return !resting;
    }

    private double Enough => Math.Min(options.UnwatchedBurst, options.UnwatchedPerSecond * Rest.TotalSeconds);
}

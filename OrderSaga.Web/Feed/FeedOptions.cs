using System.ComponentModel.DataAnnotations;

namespace OrderSaga.Web.Feed;

/// <summary>What the page listens to while nobody looks at it. Somebody who looks sees everything.</summary>
public sealed class FeedOptions
{
    public const string Section = "Feed";

    /// <summary>Messages a second, on average. A saga has three.</summary>
    [Range(1, 1_000_000)]
    public int UnwatchedPerSecond { get; set; } = 300;

    /// <summary>Messages of a burst, which all may come at once after a quiet time.</summary>
    [Range(1, 1_000_000)]
    public int UnwatchedBurst { get; set; } = 6_000;
}

using System.ComponentModel.DataAnnotations;

namespace OrderSaga.Order.Placement;

/// <summary>Section <c>Placement</c>: how new orders are stored.</summary>
internal sealed class PlacementOptions
{
    public const string Section = "Placement";

    /// <summary>
    /// Requests that may wait to be stored. Too small, and a burst is answered 503; too large, and clients of a database that is
    /// slow wait for answers that they no longer want.
    /// </summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>
    /// Orders stored in one transaction, at the most. Too small, and the commit's wait for the disk limits the rate; too large, and
    /// the first of a batch waits for the last.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxBatchSize { get; set; } = 500;

    /// <summary>
    /// How long an idempotency key is remembered. A client that repeats a request after that places a second order; too long only
    /// costs disk.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan IdempotencyRetention { get; set; } = TimeSpan.FromDays(7);
}

using System.ComponentModel.DataAnnotations;

namespace OrderSaga.ServiceDefaults.Inbox;

/// <summary>Section <c>Inbox</c>.</summary>
public sealed class InboxOptions
{
    /// <summary>
    /// How long a message id is remembered. A repeat that comes later is answered by the business key (the order id) alone, which
    /// is sound but costs a message; too long only costs disk.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often what is past its retention is deleted.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PurgeInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Rows deleted in one transaction; a larger number holds locks for longer, and must be done in 30 s.</summary>
    [Range(1, 100_000)]
    public int PurgeBatchSize { get; set; } = 10_000;
}

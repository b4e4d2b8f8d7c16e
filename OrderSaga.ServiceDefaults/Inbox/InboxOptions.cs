namespace OrderSaga.ServiceDefaults.Inbox;

/// <summary>Section <c>Inbox</c>.</summary>
public sealed class InboxOptions
{
    /// <summary>
    /// How long a message id is remembered. A repeat that comes later is answered by the business key (the order id) alone, which
    /// is sound but costs a message; too long only costs disk.
    /// </summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often what is past its retention is deleted.</summary>
    public TimeSpan PurgeInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Rows deleted in one transaction; a larger number holds locks for longer.</summary>
    public int PurgeBatchSize { get; set; } = 10_000;
}

using System.ComponentModel.DataAnnotations;

namespace OrderSaga.ServiceDefaults.Messaging.Inbox;

/// <summary>Section <c>Inbox</c>.</summary>
public sealed class InboxOptions
{
    /// <summary>
    /// How long a message id is remembered. A repeat that comes later is answered by the business key (the order id) alone, which
    /// is sound but costs a message; too long only costs disk.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);
}

using System.ComponentModel.DataAnnotations;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>Section <c>Outbox</c>.</summary>
public sealed class OutboxOptions
{
    /// <summary>
    /// Rows are published from memory right after their commit. Without it they wait for the next sweep: an outbox that is polled.
    /// </summary>
    public bool HandOff { get; set; } = true;

    /// <summary>Messages published and not yet confirmed. Too few starve the pipe; more only grow what a crash sends twice.</summary>
    [Range(1, 10_000)]
    public int MaxInFlight { get; set; } = 1024;

    /// <summary>How long after one sweep the table is swept again for what a crash, an outage or a refusal left behind.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Rows younger than this are left to the process that appended them. Too short, and a second instance publishes what the
    /// first has in hand (harmless, the inbox skips it, but wasteful); too long, and what a crash left behind waits.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SweepGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a sweep or a stop waits for confirms. If the broker takes longer for a claim, each sweep fails and ends its
    /// connection. A stop that is still waiting when the process is killed (by Aspire six seconds after it was asked to stop, by others
    /// mostly after thirty) leaves the rest in the outbox, as it does when this time is over.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Rows that a sweep claims in one transaction. It stays open until the broker has answered for all of them. Fewer: a backlog takes more
    /// commits. More: a broker that does not answer keeps more rows locked.
    /// </summary>
    internal const int SweepBatchSize = 2000;

    /// <summary>
    /// Upper bound for one claim: (2 + ⌈<see cref="SweepBatchSize"/> / <see cref="MaxInFlight"/>⌉) × <see cref="ConfirmTimeout"/>. Messages
    /// that were in flight before take one round, the claim's own take the others, and one is spare.
    /// </summary>
    internal TimeSpan ClaimTimeout => ConfirmTimeout * (2 + Math.Ceiling((double)SweepBatchSize / MaxInFlight));
}

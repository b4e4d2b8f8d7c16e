using OrderSaga.Contracts.Http;

namespace OrderSaga.Web.Watch;

/// <summary>How an outbox is shown: what is sent at once is everyday, what waits is worth a look.</summary>
public static class OutboxLook
{
    /// <summary>A message is confirmed within milliseconds; older than this, the first attempt has failed.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(5);

    /// <summary>As docs/operations.md has it for <c>ordersaga.outbox.oldest.age</c>.</summary>
    public static readonly TimeSpan WorryAfter = TimeSpan.FromSeconds(30);

    public static TimeSpan OldestAge(this OutboxView outbox) => TimeSpan.FromSeconds(outbox.OldestAgeSeconds);

    public static bool IsLate(this OutboxView outbox) => outbox.OldestAge() > LateAfter;

    /// <summary>The tone, or null while nothing is late.</summary>
    public static string? Css(this OutboxView outbox) => outbox.OldestAge() > WorryAfter ? "bad" : outbox.IsLate() ? "wait" : null;

    /// <summary>How many, with a sign that there may be more.</summary>
    public static string Count(this OutboxView outbox) =>
        outbox.Pending.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) + (outbox.Pending >= OutboxView.MaxCounted ? "+" : "");
}

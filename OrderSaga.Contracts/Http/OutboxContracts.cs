namespace OrderSaga.Contracts.Http;

/// <summary>What a service owes to the broker: messages that are committed and not confirmed yet.</summary>
/// <param name="Pending">Messages, <see cref="MaxCounted"/> at the most: counting costs what it counts, and beyond that the number says nothing new.</param>
/// <param name="OldestAgeSeconds">Since when the oldest of them waits, by the database's clock; 0 when there is none.</param>
public sealed record OutboxView(long Pending, double OldestAgeSeconds)
{
    /// <summary>The most that is counted.</summary>
    public const int MaxCounted = 100_000;
}

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>How the broker answered for a message.</summary>
/// <param name="RefusedBecause">Null when it is confirmed and may leave the outbox; else why it stays.</param>
internal readonly record struct PublishOutcome(string? RefusedBecause);

using System.Diagnostics;
using OrderSaga.ServiceDefaults.Messaging;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Consumer;

/// <summary>A message that the broker handed out and that is not acknowledged yet.</summary>
internal sealed class Delivery(ulong tag, bool redelivered, IReadOnlyBasicProperties properties, byte[] body)
{
    public ulong Tag { get; } = tag;

    public bool Redelivered { get; } = redelivered;

    public IReadOnlyBasicProperties Properties { get; } = properties;

    public byte[] Body { get; } = body;

    /// <summary>
    /// Handed out twice or more before to readers that went without acknowledging it: it may be what killed them, as may any that was in the same
    /// hands.
    /// </summary>
    public bool IsSuspect => Redelivered
        && Properties.Headers is { } headers && headers.TryGetValue("x-delivery-count", out var count) && count is >= 2L or >= 2;

    /// <summary>Null when the message could not be understood; <see cref="Fault"/> then says why.</summary>
    public InboundMessage? Message { get; init; }

    /// <summary>Why it failed, the last time it did.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Attempts that failed for a reason of the message's own; those of a fault in operation do not count.</summary>
    public int FailedAttempts { get; set; }

    public DateTimeOffset? FirstFailedAt { get; set; }

    /// <summary>The copy that is on its way to the dead letters; null when there is none.</summary>
    public Task? Parking { get; set; }

    /// <summary>The span of the last attempt; null before the first, and when nothing is traced.</summary>
    public ActivityContext? LastAttempt { get; set; }
}

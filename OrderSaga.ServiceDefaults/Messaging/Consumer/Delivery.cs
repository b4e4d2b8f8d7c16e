using System.Diagnostics;
using OrderSaga.ServiceDefaults.Messaging.DeadLetters;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>A message that the broker delivered and that is not acknowledged yet.</summary>
internal sealed class Delivery(ulong tag, bool redelivered, IReadOnlyBasicProperties properties, byte[] body) : IFailedMessage
{
    public ulong Tag { get; } = tag;

    public bool Redelivered { get; } = redelivered;

    public IReadOnlyBasicProperties Properties { get; } = properties;

    public byte[] Body { get; } = body;

    /// <summary>
    /// Delivered twice or more before, to consumers that ended without an acknowledgement. This message may have killed them, or another one
    /// of the same batch.
    /// </summary>
    public bool WasRedeliveredRepeatedly => Redelivered
        && Properties.Headers is { } headers && headers.TryGetValue("x-delivery-count", out var count) && count is >= 2L or >= 2;

    /// <summary>Whether the message is handled in a transaction of its own, so that it harms no neighbour.</summary>
    public bool MustBeAlone => Message is null || FailedAttempts > 0 || WasRedeliveredRepeatedly;

    /// <summary>Null when the message could not be parsed; <see cref="Fault"/> then says why.</summary>
    public InboundMessage? Message { get; init; }

    public Exception? Fault { get; set; }

    /// <summary>Faults of the database do not count.</summary>
    public int FailedAttempts { get; set; }

    public DateTimeOffset? FirstFailedAt { get; set; }

    public ActivityContext? LastAttempt { get; set; }

    public Task? Publishing { get; set; }
}

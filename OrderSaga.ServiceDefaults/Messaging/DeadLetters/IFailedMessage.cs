using System.Diagnostics;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.DeadLetters;

/// <summary>A message that could not be handled, and why.</summary>
internal interface IFailedMessage
{
    IReadOnlyBasicProperties Properties { get; }

    byte[] Body { get; }

    /// <summary>Why the last attempt failed. Not null once it is to be dead-lettered.</summary>
    Exception? Fault { get; }

    /// <summary>Attempts that failed for a reason of the message's own.</summary>
    int FailedAttempts { get; }

    DateTimeOffset? FirstFailedAt { get; }

    /// <summary>The span of the last attempt; null when nothing is traced.</summary>
    ActivityContext? LastAttempt { get; }

    /// <summary>The publish to the dead-letter queue that is under way; null when there is none.</summary>
    Task? Publishing { get; set; }
}

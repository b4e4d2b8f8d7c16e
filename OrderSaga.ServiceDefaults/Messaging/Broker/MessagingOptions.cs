using System.ComponentModel.DataAnnotations;
using OrderSaga.Contracts;
using OrderSaga.ServiceDefaults.Messaging.DeadLetters;

namespace OrderSaga.ServiceDefaults.Messaging.Broker;

/// <summary>Who this service is on the broker.</summary>
public sealed class MessagingOptions
{
    /// <summary>The service's resource name: its queue and its <c>app_id</c>.</summary>
    public string Service { get; internal set; } = "";

    /// <summary>The topic exchange of the events.</summary>
    public string Exchange { get; internal set; } = Routes.Exchange;

    /// <summary>All queues of the system; the one named <see cref="Service"/> is consumed here.</summary>
    public IReadOnlyList<QueueBinding> Queues { get; internal set; } = Routes.Queues;

    /// <summary>
    /// How often the broker delivers a message again before it dead-letters the message: the net below <c>Consumer:MaxAttempts</c>, for a
    /// message that kills the process before any handler can count. Too small, and frequent restarts of a service dead-letter sound messages; too large, and a deadly message kills the service that many times. Queues keep the limit that they were declared with: it
    /// has to be the same in every service, and another one needs new queues.
    /// </summary>
    [Range(1, 1_000_000)]
    public int DeliveryLimit { get; set; } = 20;

    public string DeadLetterQueue => Routes.DeadLetterQueue(Service);
}

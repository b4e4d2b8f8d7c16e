using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>
/// Counts what the broker refuses, and logs it once for each type of message until one of that type is confirmed: a queue that is
/// missing or full refuses the same rows again at every sweep, while other types go through.
/// </summary>
internal sealed partial class Refusals(ILogger<Refusals> logger)
{
    private ImmutableHashSet<string> refused = [];

    public void Refused(OutboxMessage message, string reason)
    {
        Instruments.Refused.Add(1);
        if (ImmutableInterlocked.Update(ref refused, static (types, type) => types.Add(type), message.Type))
        {
            LogRefused(message.Type, message.MessageId, message.OrderId, reason);
        }
    }

    public void Confirmed(OutboxMessage message)
    {
        if (!refused.IsEmpty)
        {
            ImmutableInterlocked.Update(ref refused, static (types, type) => types.Remove(type), message.Type);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The broker refused {Type} {MessageId} of order {OrderId} ({Reason}); it stays in the outbox and is sent again. Further refusals of this type are counted, not logged, until one is confirmed")]
    private partial void LogRefused(string type, Guid messageId, Guid orderId, string reason);
}

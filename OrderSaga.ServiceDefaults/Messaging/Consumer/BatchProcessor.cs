using System.Diagnostics;
using Microsoft.Extensions.Options;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Inbox;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>
/// Handles a batch in ONE transaction: inbox, the service's own step, outbox. It commits as a whole or not at all.
/// </summary>
internal sealed class BatchProcessor(SagaTransaction transaction, IBatchHandler handler, IOptions<MessagingOptions> messaging)
{
    public async Task ProcessAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var spans = ProcessSpans.Start(deliveries, messaging.Value);
        try
        {
            InboundMessage[] arrived = [.. deliveries.Select((delivery, i) => Traced(delivery.Message!, spans, i))];
            var duplicates = await transaction.ExecuteAsync((work, token) => HandleNewAsync(arrived, spans, work, token), cancellationToken);
            Instruments.Duplicates.Add(duplicates);
        }
        catch (Exception e)
        {
            spans.Fail(e);
            throw;
        }

        Instruments.BatchSize.Record(deliveries.Count);
        Instruments.Processed(Stopwatch.GetElapsedTime(started));
    }

    private static InboundMessage Traced(InboundMessage message, ProcessSpans spans, int index) =>
        message with { Trace = spans.ContextOf(index, message) };

    private async Task<int> HandleNewAsync(
        InboundMessage[] arrived, ProcessSpans spans, UnitOfWork work, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. arrived.Select(message => message.MessageId)];
        var unseen = await InboxTable.RecordAsync(work, ids, cancellationToken);
        var messages = new List<InboundMessage>(unseen.Count);
        for (var i = 0; i < arrived.Length; i++)
        {
            // Taking the id out of the set also skips its repeat within this very batch.
            if (unseen.Remove(arrived[i].MessageId))
            {
                messages.Add(arrived[i]);
            }
            else
            {
                spans.MarkDuplicate(i);
            }
        }

        if (messages.Count > 0)
        {
            await handler.HandleAsync(messages, work, cancellationToken);
        }

        return arrived.Length - messages.Count;
    }
}

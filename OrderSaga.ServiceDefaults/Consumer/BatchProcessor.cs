using System.Diagnostics;
using Microsoft.Extensions.Options;
using OrderSaga.ServiceDefaults.Inbox;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.ServiceDefaults.Consumer;

/// <summary>Handles a batch in ONE transaction: inbox, the service's own step, outbox. It commits as a whole or not at all.</summary>
internal sealed class BatchProcessor(SagaTransaction transaction, IBatchHandler handler, IOptions<MessagingOptions> messaging)
{
    public async Task ProcessAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var spans = ProcessSpans.Start(deliveries, messaging.Value);
        try
        {
            var duplicates = await transaction.ExecuteAsync((work, token) => HandleNewAsync(deliveries, spans, work, token), cancellationToken);
            Telemetry.Duplicates.Add(duplicates);
        }
        catch (Exception e)
        {
            spans.Fail(e);
            throw;
        }

        Telemetry.BatchSize.Record(deliveries.Count);
        Telemetry.Processed(Stopwatch.GetElapsedTime(started));
    }

    private async Task<int> HandleNewAsync(
        IReadOnlyList<Delivery> deliveries, ProcessSpans spans, UnitOfWork work, CancellationToken cancellationToken)
    {
        InboundMessage[] arrived = [.. deliveries.Select(delivery => delivery.Message!)];
        Guid[] ids = [.. arrived.Select(message => message.MessageId)];
        var (unseen, loaded) = await InboxTable.RecordAsync(work, ids, handler.Load(arrived), cancellationToken);
        await using var loading = loaded;
        var messages = new List<InboundMessage>(unseen.Count);
        for (var i = 0; i < deliveries.Count; i++)
        {
            var message = arrived[i];
            // Taking the id out of the set also skips its repeat within this very batch.
            if (unseen.Remove(message.MessageId))
            {
                messages.Add(message with { Trace = spans.ContextOf(i, message) });
            }
            else
            {
                spans.MarkDuplicate(i);
            }
        }

        if (messages.Count > 0)
        {
            await handler.HandleAsync(messages, loaded, work, cancellationToken);
        }

        return deliveries.Count - messages.Count;
    }
}

using OrderSaga.Payment.Data;
using OrderSaga.Payment.Domain;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Payment;

/// <summary>Load and lock, decide in memory, save: a statement for each table, whatever the batch's size.</summary>
internal sealed partial class PaymentBatchHandler(ILogger<PaymentBatchHandler> logger) : IBatchHandler
{
    public async Task HandleAsync(IReadOnlyList<InboundMessage> messages, UnitOfWork work, CancellationToken cancellationToken)
    {
        var batch = await PaymentStore.LoadAsync(work, BatchKeys.Of(messages), cancellationToken);
        foreach (var message in messages)
        {
            work.Emit(batch.Apply(message.Event), message.Trace);
        }

        var outcome = batch.Outcome();
        await PaymentStore.SaveAsync(work, outcome, cancellationToken);
        work.OnCommitted(() => LogHandled(messages.Count, outcome.New.Count, outcome.Changed.Count, outcome.Accounts.Count));
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "{Messages} messages made {New} payments, changed {Changed} and touched {Accounts} accounts")]
    private partial void LogHandled(int messages, int @new, int changed, int accounts);
}

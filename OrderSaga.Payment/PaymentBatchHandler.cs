using Dapper;
using OrderSaga.Contracts.Events;
using OrderSaga.Payment.Data;
using OrderSaga.Payment.Domain;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.Payment;

/// <summary>Load and lock, decide in memory, save: a statement for each table, whatever the batch's size.</summary>
internal sealed partial class PaymentBatchHandler(ILogger<PaymentBatchHandler> logger) : IBatchHandler
{
    public Statement Load(IReadOnlyList<InboundMessage> arrived) => PaymentStore.LoadForUpdate(BatchKeys.Of(arrived));

    public async Task HandleAsync(
        IReadOnlyList<InboundMessage> messages, SqlMapper.GridReader loaded, UnitOfWork work, CancellationToken cancellationToken)
    {
        var (stored, accounts) = await PaymentStore.ReadAsync(loaded);
        var outcome = Decide(new PaymentBatch(stored, accounts), messages, work);
        PaymentStore.Save(work, outcome);
    }

    private BatchOutcome Decide(PaymentBatch batch, IReadOnlyList<InboundMessage> messages, UnitOfWork work)
    {
        foreach (var message in messages)
        {
            work.Emit(batch.Apply(message.Event), message.Trace);
        }

        var outcome = batch.Outcome();
        work.OnCommitted(() => LogHandled(messages.Count, outcome.New.Count, outcome.Changed.Count, outcome.Accounts.Count));
        return outcome;
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "{Messages} messages made {New} payments, changed {Changed} and touched {Accounts} accounts")]
    private partial void LogHandled(int messages, int @new, int changed, int accounts);
}

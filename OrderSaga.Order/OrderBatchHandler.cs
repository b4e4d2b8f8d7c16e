using Dapper;
using Microsoft.Extensions.Options;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Timeouts;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.Order;

/// <summary>Order's step of the saga. Load and lock, decide in memory, save: a statement for each table, whatever the batch's size.</summary>
internal sealed partial class OrderBatchHandler(
    IOptions<SagaOptions> options, AnswerTimes answers, OrderMetrics metrics, ILogger<OrderBatchHandler> logger) : IBatchHandler
{
    public Statement Load(IReadOnlyList<InboundMessage> arrived)
    {
        // A reservation is noted in the timeline, and its order not touched: there is no need to lock it.
        var changing = arrived.Where(message => !OrderDecider.OnlyNotes(message.Event)).Select(message => message.Event.Id).ToHashSet();
        var noted = arrived.Select(message => message.Event.Id).Where(id => !changing.Contains(id)).ToHashSet();
        return OrderStore.Load([.. changing], [.. noted]);
    }

    public async Task HandleAsync(
        IReadOnlyList<InboundMessage> messages, SqlMapper.GridReader loaded, UnitOfWork work, CancellationToken cancellationToken)
    {
        var batch = new OrderBatch(await OrderStore.ReadAsync(loaded), work, options.Value);
        foreach (var message in messages)
        {
            batch.Receive(message);
        }

        var changes = OrderStore.Save(work, batch);
        work.OnCommitted(() =>
        {
            answers.Answered(changes);
            metrics.Settled(changes);
        });
        LogHandled(messages.Count);
    }

    /// <summary>A reservation is only noted, and the payment that settles the order usually follows within milliseconds.</summary>
    public bool CanLinger(InboundMessage message) => OrderDecider.OnlyNotes(message.Event);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Handled {Messages} messages")]
    private partial void LogHandled(int messages);
}

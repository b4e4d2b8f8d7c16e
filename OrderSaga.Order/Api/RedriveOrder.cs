using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrderSaga.Contracts.Http;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Timeouts;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Order.Api;

/// <summary><c>POST /orders/{id}/redrive</c>: what the monitor does at the deadline, now.</summary>
internal static class RedriveOrder
{
    public static async Task<Results<Accepted<OrderView>, ProblemHttpResult>> HandleAsync(
        Guid id,
        SagaTransaction transaction,
        OrderQueries queries,
        OrderMetrics metrics,
        IOptions<SagaOptions> options,
        CancellationToken cancellationToken)
    {
        var before = await transaction.ExecuteAsync(
            (work, token) => DriveAsync(id, work, options.Value, metrics, token), cancellationToken);
        return before switch
        {
            null => OrderProblems.NotFound(id),
            { State.Settled: false } =>
                TypedResults.Accepted($"/orders/{id}", (await queries.FindAsync(id, cancellationToken))!.ToView()),
            _ => TypedResults.Problem(
                "The order is settled: nobody owes it an answer.", statusCode: StatusCodes.Status409Conflict),
        };
    }

    /// <returns>The order as it was before; null when there is none.</returns>
    internal static async Task<PlacedOrder?> DriveAsync(
        Guid id, UnitOfWork work, SagaOptions timing, OrderMetrics metrics, CancellationToken cancellationToken)
    {
        var batch = new OrderBatch(await OrderStore.LoadAsync(work, id, cancellationToken), work, timing);
        if (batch.Find(id) is not { State.Settled: false } order)
        {
            return batch.Find(id);
        }

        Redrive.Drive(batch, order);
        await OrderStore.SaveAsync(work, batch, cancellationToken);
        work.OnCommitted(() => metrics.Redriven(1));
        return order;
    }
}

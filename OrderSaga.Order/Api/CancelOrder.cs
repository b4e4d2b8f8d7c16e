using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Order.Api;

/// <summary><c>POST /orders/{id}/cancel</c>.</summary>
internal static class CancelOrder
{
    public static async Task<Results<Accepted<OrderView>, ProblemHttpResult>> HandleAsync(
        Guid id, SagaTransaction transaction, OrderQueries queries, IOptions<SagaOptions> options, CancellationToken cancellationToken)
    {
        var before = await transaction.ExecuteAsync((work, token) => CancelAsync(id, work, options.Value, token), cancellationToken);
        return before switch
        {
            null => OrderProblems.NotFound(id),
            { State.Status: OrderStatus.Pending } =>
                TypedResults.Accepted($"/orders/{id}", (await queries.FindAsync(id, cancellationToken))!.ToView()),
            var decided => TypedResults.Problem(
                $"The order is {decided.State.Status.ToWire()}, and no longer to be cancelled.", statusCode: StatusCodes.Status409Conflict),
        };
    }

    /// <returns>The order as it was before; null when there is none.</returns>
    private static async Task<PlacedOrder?> CancelAsync(
        Guid id, UnitOfWork work, SagaOptions timing, CancellationToken cancellationToken)
    {
        var batch = new OrderBatch(await OrderStore.LoadAsync(work, id, cancellationToken), work, timing);
        if (batch.Find(id) is not { State.Status: OrderStatus.Pending } order)
        {
            return batch.Find(id);
        }

        using var activity = OrderTelemetry.StartInTraceOf(order, "cancel order");
        batch.Cancel(order, Reasons.CustomerRequest, OrderTelemetry.TraceOf(order, activity));
        await OrderStore.SaveAsync(work, batch, cancellationToken);
        return order;
    }
}

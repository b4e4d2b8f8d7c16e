using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrderSaga.Contracts.Http;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Timeouts;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Order.Api;

/// <summary><c>POST /orders/retry</c>: what the monitor does at each order's deadline, now and for all orders that are not settled.</summary>
internal static class RetryUnsettled
{
    /// <summary>Orders in one transaction: few enough that none is locked for long.</summary>
    internal const int BatchSize = 100;

    /// <summary>Orders of one request, the oldest first. Later ones have the next request, or the monitor.</summary>
    private const int MaxOrders = 10_000;

    public static async Task<Ok<RetryResult>> HandleAsync(
        SagaTransaction transaction, OrderMetrics metrics, IOptions<SagaOptions> options, CancellationToken cancellationToken)
    {
        var ids = await transaction.ExecuteAsync(UnsettledAsync, cancellationToken);
        var retried = 0;
        foreach (var batch in ids.Chunk(BatchSize))
        {
            retried += await transaction.ExecuteAsync((work, token) => RetryAsync(batch, work, options.Value, metrics, token), cancellationToken);
        }

        return TypedResults.Ok(new RetryResult(retried));
    }

    private static async Task<IReadOnlyList<Guid>> UnsettledAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT order_id FROM open_orders ORDER BY order_id LIMIT @MaxOrders";
        return [.. await work.Connection.QueryAsync<Guid>(
            new CommandDefinition(Sql, new { MaxOrders }, work.Transaction, cancellationToken: cancellationToken))];
    }

    private static async Task<int> RetryAsync(
        Guid[] ids, UnitOfWork work, SagaOptions timing, OrderMetrics metrics, CancellationToken cancellationToken)
    {
        // Some have settled since their ids were read.
        var orders = await OrderStore.LoadAsync(work, ids, cancellationToken);
        var batch = new OrderBatch(orders, work, timing);
        var unsettled = orders.Where(order => !order.State.Settled).ToList();
        unsettled.ForEach(order => Redrive.Drive(batch, order));
        await OrderStore.SaveAsync(work, batch, cancellationToken);
        work.OnCommitted(() => metrics.Redriven(unsettled.Count));
        return unsettled.Count;
    }
}

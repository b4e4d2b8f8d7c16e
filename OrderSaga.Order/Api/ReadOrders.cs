using Microsoft.AspNetCore.Http.HttpResults;
using OrderSaga.Contracts.Http;
using OrderSaga.Order.Data;

namespace OrderSaga.Order.Api;

/// <summary>What can be read about orders.</summary>
internal static class ReadOrders
{
    public static async Task<Results<Ok<OrderView>, ProblemHttpResult>> FindAsync(
        Guid id, OrderQueries queries, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, cancellationToken) is { } order ? TypedResults.Ok(order.ToView()) : OrderProblems.NotFound(id);

    public static async Task<Results<Ok<OrderPage>, ValidationProblem>> ListAsync(
        string? status, string? userId, string? settled, string? after, string? limit, OrderQueries queries, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var filter = OrderListQuery.Read(status, userId, settled, after, limit, errors);
        if (errors.Any)
        {
            return TypedResults.ValidationProblem(errors.ByField);
        }

        var listing = await queries.ListAsync(filter, cancellationToken);
        return TypedResults.Ok(new OrderPage([.. listing.Orders.Select(order => order.ToView())], listing.Next));
    }

    public static async Task<Results<Ok<IReadOnlyList<TimelineEntry>>, ProblemHttpResult>> TimelineAsync(
        Guid id, TimelineQuery query, CancellationToken cancellationToken) =>
        await query.FindAsync(id, cancellationToken) is { } timeline ? TypedResults.Ok(timeline) : OrderProblems.NotFound(id);

    public static async Task<Ok<OrderStats>> StatsAsync(StatsQuery query, CancellationToken cancellationToken) =>
        TypedResults.Ok(await query.ReadAsync(cancellationToken));
}

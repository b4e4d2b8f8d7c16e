using Microsoft.AspNetCore.Http.HttpResults;
using OrderSaga.Contracts.Http;
using OrderSaga.Inventory.Data;
using OrderSaga.ServiceDefaults.Http;

namespace OrderSaga.Inventory.Api;

/// <summary>What there is to sell.</summary>
internal static partial class StockApi
{
    public static IEndpointRouteBuilder MapStock(this IEndpointRouteBuilder endpoints)
    {
        var stock = endpoints.MapGroup("/stock").WithTags("Stock").RequireSchema();
        stock.MapGet("/", ListAsync)
            .WithName("ListStock")
            .WithSummary("All items with the units available and reserved, ordered by name");
        stock.MapGet("/{item}", FindAsync)
            .WithName("GetStock")
            .WithSummary("The units of one item")
            .ProducesProblem(StatusCodes.Status404NotFound);
        stock.MapPut("/{item}", SetAsync)
            .WithName("SetStock")
            .WithSummary("Sets the units available of an item, and adds the item if there is none")
            .WithDescription("What is reserved stays reserved. May be called at any time, also while orders flow.");
        return endpoints;
    }

    private static async Task<Ok<IReadOnlyList<StockView>>> ListAsync(InventoryQueries queries, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.ListStockAsync(cancellationToken));

    private static async Task<Results<Ok<StockView>, ProblemHttpResult, ValidationProblem>> FindAsync(
        string item, InventoryQueries queries, CancellationToken cancellationToken)
    {
        if (StockRules.Check(item) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        return await queries.FindStockAsync(item, cancellationToken) is { } stock
            ? TypedResults.Ok(stock)
            : TypedResults.Problem($"There is no item '{item}'.", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<StockView>, ValidationProblem>> SetAsync(
        string item,
        SetStockRequest? request,
        InventoryQueries queries,
        ILogger<InventoryQueries> logger,
        CancellationToken cancellationToken)
    {
        if (StockRules.Check(item, request) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var stock = await queries.SetStockAsync(item, request!.Available!.Value, cancellationToken);
        LogStockSet(logger, stock.Item, stock.Available);
        return TypedResults.Ok(stock);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stock of {Item} set to {Available}")]
    private static partial void LogStockSet(ILogger logger, string item, long available);
}

using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Http;

namespace OrderSaga.Order.Api;

/// <summary>Placing, cancelling and watching orders.</summary>
internal static class OrdersApi
{
    public static IEndpointRouteBuilder MapOrders(this IEndpointRouteBuilder endpoints)
    {
        var orders = endpoints.MapGroup("/orders").WithTags("Orders").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        orders.RequireSchema();

        orders.MapPost("/", PlaceOrder.HandleAsync)
            .Accepts<PlaceOrderRequest>("application/json", "*/*")
            .WithName("PlaceOrder")
            .WithSummary("Accepts an order; its saga then confirms or cancels it")
            .WithDescription(
                "With an Idempotency-Key the same request is answered with the same answer and places no second order; another request "
                + "under that key is refused.")
            .AddOpenApiOperationTransformer(OrdersOpenApi.DescribePlaceOrder)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        orders.MapPost("/{id:guid}/cancel", CancelOrder.HandleAsync)
            .WithName("CancelOrder")
            .WithSummary("Cancels an order that is still PENDING")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        orders.MapPost("/{id:guid}/redrive", RedriveOrder.HandleAsync)
            .WithName("RedriveOrder")
            .WithSummary("Drives an order again that is not settled, without waiting for its deadline")
            .WithDescription("Counts as an attempt, and the next deadline is as far off as after any other. Harmless as often as it is asked for.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        orders.MapPost("/retry", RetryUnsettled.HandleAsync)
            .WithName("RetryUnsettledOrders")
            .WithSummary("Retries all orders that are not settled, without waiting for their deadlines")
            .WithDescription("Answers how many there were, at most 10,000, the oldest first. Harmless as often as it is asked for.");
        orders.MapGet("/", ReadOrders.ListAsync)
            .WithName("ListOrders")
            .AddOpenApiOperationTransformer(OrdersOpenApi.DescribeListOrders)
            .WithSummary("Orders, newest first, a page at a time")
            .WithDescription(
                "Filters: status, userId, settled=false. A page holds up to 'limit' orders (1 to 200, 50 unless told); 'next', given as 'after', leads to "
                + "the one after it, and is absent on the last. With a status and a user a page may hold fewer, or none, and still have a next.");
        orders.MapGet("/stats", ReadOrders.StatsAsync)
            .WithName("GetOrderStats")
            .WithSummary("How many orders there are by status, and how long the latest sagas took");
        orders.MapGet("/{id:guid}", ReadOrders.FindAsync)
            .WithName("GetOrder")
            .WithSummary("One order and how far its saga has come")
            .ProducesProblem(StatusCodes.Status404NotFound);
        orders.MapGet("/{id:guid}/timeline", ReadOrders.TimelineAsync)
            .WithName("GetOrderTimeline")
            .WithSummary("Every event of the order's saga that Order sent or saw, in order")
            .ProducesProblem(StatusCodes.Status404NotFound);
        return endpoints;
    }
}

using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Placement;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.Order.Api;

/// <summary><c>POST /orders</c>.</summary>
internal static class PlaceOrder
{
    private const string RetryAfterSeconds = "1";

    public static async Task<Results<OrderAcceptedResult, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpContext context, OrderWriter lane, IOptions<SagaOptions> options, TimeProvider clock)
    {
        var now = clock.GetPostgresNow();
        var errors = new FieldErrors();
        var key = IdempotencyHeader.Read(context.Request.Headers, errors);
        var details = await PlaceOrderReader.ReadAsync(context.Request, now, errors);
        if (details is null || errors.Any)
        {
            return TypedResults.ValidationProblem(errors.ByField);
        }

        var order = PlacedOrder.New(details, now, Activity.Current?.Context ?? default, options.Value);
        var result = await lane.PlaceAsync(new PlacementRequest(order, IdempotencyHeader.ToKey(key, details)), context.RequestAborted);
        switch (result.Verdict)
        {
            case PlacementVerdict.Accepted:
                return new OrderAcceptedResult(result.Order.ToAccepted());
            case PlacementVerdict.KeyReused:
                return TypedResults.Problem(
                    $"The {IdempotencyHeader.Name} was used for another request.", statusCode: StatusCodes.Status422UnprocessableEntity);
            default:
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
                return TypedResults.Problem(
                    "Too many orders are waiting to be stored. Try again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}

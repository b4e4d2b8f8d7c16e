using Microsoft.AspNetCore.Http.HttpResults;
using OrderSaga.Contracts.Http;
using OrderSaga.Payment.Data;
using OrderSaga.ServiceDefaults.Http;

namespace OrderSaga.Payment.Api;

/// <summary>What was decided for an order.</summary>
internal static class PaymentsApi
{
    public static IEndpointRouteBuilder MapPayments(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/payments/{orderId:guid}", FindAsync)
            .WithTags("Payments")
            .WithName("GetPayment")
            .WithSummary("What Payment did for an order: CHARGED, DECLINED, REFUNDED or VOIDED")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireSchema();
        return endpoints;
    }

    private static async Task<Results<Ok<PaymentView>, ProblemHttpResult>> FindAsync(
        Guid orderId, PaymentQueries queries, CancellationToken cancellationToken) =>
        await queries.FindPaymentAsync(orderId, cancellationToken) is { } payment
            ? TypedResults.Ok(payment)
            : TypedResults.Problem(
                $"Payment has not heard of order {orderId}.", statusCode: StatusCodes.Status404NotFound);
}

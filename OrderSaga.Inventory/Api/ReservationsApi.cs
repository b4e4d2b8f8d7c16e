using Microsoft.AspNetCore.Http.HttpResults;
using OrderSaga.Contracts.Http;
using OrderSaga.Inventory.Data;
using OrderSaga.ServiceDefaults.Http;

namespace OrderSaga.Inventory.Api;

/// <summary>What was decided for an order.</summary>
internal static class ReservationsApi
{
    public static IEndpointRouteBuilder MapReservations(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/reservations/{orderId:guid}", FindAsync)
            .WithTags("Reservations")
            .WithName("GetReservation")
            .WithSummary("What Inventory did for an order: RESERVED, REJECTED or RELEASED")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireSchema();
        return endpoints;
    }

    private static async Task<Results<Ok<ReservationView>, ProblemHttpResult>> FindAsync(
        Guid orderId, InventoryQueries queries, CancellationToken cancellationToken) =>
        await queries.FindReservationAsync(orderId, cancellationToken) is { } reservation
            ? TypedResults.Ok(reservation)
            : TypedResults.Problem(
                $"Inventory has not heard of order {orderId}.", statusCode: StatusCodes.Status404NotFound);
}

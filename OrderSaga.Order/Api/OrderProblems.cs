using Microsoft.AspNetCore.Http.HttpResults;

namespace OrderSaga.Order.Api;

/// <summary>Problem details (RFC 9457) that more than one endpoint answers with.</summary>
internal static class OrderProblems
{
    public static ProblemHttpResult NotFound(Guid id) =>
        TypedResults.Problem($"There is no order {id}.", statusCode: StatusCodes.Status404NotFound);
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using OrderSaga.Contracts;

namespace OrderSaga.ServiceDefaults.Http;

/// <summary>Problem details (RFC 9457) that more than one place answers with.</summary>
internal static class Problems
{
    public static ProblemHttpResult Invalid(string field, string message) =>
        TypedResults.Problem(new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [message] })
        {
            Status = StatusCodes.Status400BadRequest,
        });

    public static ProblemHttpResult BodyTooLarge() => Invalid("body", $"must be at most {Limits.MaxBodyBytes} bytes");
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace OrderSaga.ServiceDefaults.Http;

/// <summary>A request that the framework can not bind is the client's fault: 400, with the field that is wrong. It is not logged.</summary>
internal sealed partial class BadRequestHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException fault)
        {
            return false;
        }

        IResult answer = (fault.StatusCode, fault.InnerException) switch
        {
            (StatusCodes.Status413PayloadTooLarge, _) => Problems.BodyTooLarge(),
            (StatusCodes.Status400BadRequest, JsonException json) =>
                Problems.Invalid(FieldAt(json.Path), "is not valid JSON of the expected type"),
            (StatusCodes.Status400BadRequest, _) =>
                Problems.Invalid(ParameterIn(fault.Message), "is missing or not of the expected type"),
            var (status, _) => TypedResults.Problem(fault.Message, statusCode: status),
        };
        await answer.ExecuteAsync(context);
        return true;
    }

    /// <summary><c>$.quantity</c> is the field; <c>$</c> is the document as a whole.</summary>
    private static string FieldAt(string? jsonPath) => jsonPath is { Length: > 2 } && jsonPath.StartsWith("$.") ? jsonPath[2..] : "body";

    /// <summary>The framework names the parameter only in its message; what it says otherwise is that the body is missing.</summary>
    private static string ParameterIn(string message) =>
        BoundParameter().Match(message) is { Success: true } match ? match.Groups["name"].Value : "body";

    [GeneratedRegex("""^(Failed to bind|Required) parameter "([^"]+ )?(?<name>[^" ]+)" (from "|was not provided from (?!body))""")]
    private static partial Regex BoundParameter();
}

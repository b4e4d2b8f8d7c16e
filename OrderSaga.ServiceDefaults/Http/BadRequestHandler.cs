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
            (StatusCodes.Status400BadRequest, JsonException json) => Problems.Invalid(FieldAt(json.Path), "is not valid JSON of the expected type"),
            (StatusCodes.Status400BadRequest, _) => Problems.Invalid(ParameterIn(fault.Message), "is missing or not of the expected type"),
            var (status, _) => TypedResults.Problem(fault.Message, statusCode: status),
        };
        await answer.ExecuteAsync(context);
        return true;
    }

    /// <summary><c>$.quantity</c> is the field; <c>$</c> is the document as a whole.</summary>
    private static string FieldAt(string? jsonPath) => jsonPath is { Length: > 2 } && jsonPath.StartsWith("$.") ? jsonPath[2..] : "body";

    /// <summary>The framework names the parameter only in its message; where it does not, it is the body that is missing.</summary>
    private static string ParameterIn(string message) =>
        ParameterName().Match(message) is { Success: true } match && !message.EndsWith("from body.") ? match.Groups["name"].Value : "body";

    [GeneratedRegex("parameter \"(?:[^\"]+ )?(?<name>[^\" ]+)\"")]
    private static partial Regex ParameterName();
}

using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrderSaga.ServiceDefaults.Http;

/// <summary>
/// The database or the broker is away for a moment: 503, and when to come back. Any other fault is left to the exception
/// middleware, which logs it and answers 500.
/// </summary>
internal sealed partial class UnavailableHandler(ILogger<UnavailableHandler> logger) : IExceptionHandler
{
    private const int RetryAfterSeconds = 2;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (!PassingFaults.Match(exception))
        {
            return false;
        }

        Unavailable(context.Request.Method, context.Request.Path, exception.Message);
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);

        // It does not say that nothing was changed: a connection may be lost after the commit that it carried.
        const string Detail = "A database or broker that the service needs does not answer. Try again.";
        await TypedResults.Problem(Detail, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        return true;
    }

    // Without the stack: an outage has one cause and many requests.
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} is answered 503: {Fault}")]
    private partial void Unavailable(string method, PathString path, string fault);
}

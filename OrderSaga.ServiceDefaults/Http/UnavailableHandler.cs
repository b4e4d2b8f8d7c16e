using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.ServiceDefaults.Http;

/// <summary>
/// The database or the broker is away for a moment: 503, and when to come back. Any other fault is left to the exception
/// middleware, which logs it and answers 500. Logged once an outage, however many ask meanwhile; the metric of the requests counts them.
/// </summary>
/// <param name="clock">Tells one outage from the next.</param>
/// <param name="logger">Is told once an outage.</param>
/// <param name="database">The service's, if it has one: a request may be all that writes to it.</param>
internal sealed partial class UnavailableHandler(
    TimeProvider clock, ILogger<UnavailableHandler> logger, NpgsqlDataSource? database = null) : IExceptionHandler
{
    private const int RetryAfterSeconds = 2;

    /// <summary>A failure after this long without any is a new outage. Longer than clients wait that obey Retry-After.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private long? lastFailedAt;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (!TransientFaults.Match(exception))
        {
            return false;
        }

        database?.ClearPoolIfReadOnly(exception);
        if (IsNews())
        {
            Unavailable(context.Request.Method, context.Request.Path, exception.Message);
        }

        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);

        // It does not say that nothing was changed: a connection may be lost after the commit that it carried.
        const string Detail = "A database or broker that the service needs does not answer. Try again.";
        await TypedResults.Problem(Detail, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        return true;
    }

    private bool IsNews()
    {
        lock (gate)
        {
            var before = lastFailedAt;
            lastFailedAt = clock.GetTimestamp();
            return before is not { } last || clock.GetElapsedTime(last) > Quiet;
        }
    }

    // Without the stack: whatever else is affected tells it.
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} is answered 503: {Fault}. Others that follow are counted, not logged")]
    private partial void Unavailable(string method, PathString path, string fault);
}

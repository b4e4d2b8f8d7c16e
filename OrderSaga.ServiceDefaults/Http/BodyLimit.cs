using Microsoft.AspNetCore.Http;
using OrderSaga.Contracts;

namespace OrderSaga.ServiceDefaults.Http;

/// <summary>
/// Answers a body that is too large like any other body that is wrong. The server enforces the limit while it reads, and the
/// framework turns that into a bare 413.
/// </summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentLength > Limits.MaxBodyBytes)
        {
            await Problems.BodyTooLarge().ExecuteAsync(context);
            return;
        }

        await next(context);

        if (context.Response is { StatusCode: StatusCodes.Status413PayloadTooLarge, HasStarted: false })
        {
            await Problems.BodyTooLarge().ExecuteAsync(context);
        }
    }
}

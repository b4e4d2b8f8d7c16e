using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OrderSaga.Contracts;

namespace OrderSaga.ServiceDefaults.Http;

/// <summary>
/// Answers a body that is too large like any other body that is wrong. The server's own limit would do it with a bare 413 and
/// a closed connection: a client that is still sending then sees a reset and no answer.
/// </summary>
internal sealed class BodyLimit(RequestDelegate next)
{
    /// <summary>How much more the server reads, and throws away, for the answer to arrive.</summary>
    public const int MaxDrainedBytes = 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (await IsTooLargeAsync(context))
        {
            await Problems.BodyTooLarge().ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private static async ValueTask<bool> IsTooLargeAsync(HttpContext context)
    {
        if (context.Request.ContentLength is { } announced)
        {
            return announced > Limits.MaxBodyBytes;
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return false;
        }

        // Sent in chunks: reading tells. What is read and not consumed is there for the endpoint to read again.
        var body = context.Request.BodyReader;
        var read = await body.ReadAtLeastAsync(Limits.MaxBodyBytes + 1, context.RequestAborted);
        var isTooLarge = read.Buffer.Length > Limits.MaxBodyBytes;
        body.AdvanceTo(isTooLarge ? read.Buffer.End : read.Buffer.Start);
        return isTooLarge;
    }
}

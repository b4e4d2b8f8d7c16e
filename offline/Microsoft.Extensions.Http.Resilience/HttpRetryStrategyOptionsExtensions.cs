using System.Diagnostics.CodeAnalysis;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Exempts methods from retries.</summary>
[Experimental("EXTEXP0001")]
public static class HttpRetryStrategyOptionsExtensions
{
    /// <summary>Tries no POST, PUT, PATCH, DELETE or CONNECT again: nobody knows whether the first one took effect.</summary>
    public static void DisableForUnsafeHttpMethods(this HttpRetryStrategyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        HttpMethod[] unsafeMethods = [HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Connect];
        var shouldHandle = options.ShouldHandle;
        options.ShouldHandle = async args =>
        {
            // A fault without a response has no request either; the handler then left it in the context.
            var request = args.Outcome.Result?.RequestMessage ?? args.Context.Properties.GetValue(ResilienceHandler.Request, null);
            return !(request is not null && unsafeMethods.Contains(request.Method)) && await shouldHandle(args).ConfigureAwait(false);
        };
    }
}

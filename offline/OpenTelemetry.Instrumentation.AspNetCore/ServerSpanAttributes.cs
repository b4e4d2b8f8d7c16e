using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server</summary>
internal static class ServerSpanAttributes
{
    public static void DescribeRequest(this Activity span, HttpRequest request)
    {
        var method = KnownMethod(request.Method);
        span.DisplayName = method ?? "HTTP";
        span.SetTag("http.request.method", method ?? "_OTHER");
        if (method != request.Method)
        {
            span.SetTag("http.request.method_original", request.Method);
        }

        span.SetTag("url.scheme", request.Scheme);
        span.SetTag("url.path", request.PathBase.HasValue || request.Path.HasValue ? (request.PathBase + request.Path).Value : "/");
        span.SetTag("network.protocol.version", request.Protocol.Replace("HTTP/", ""));
        if (request.QueryString.HasValue)
        {
            span.SetTag("url.query", Redacted(request.QueryString.Value!));
        }

        if (request.Host.HasValue)
        {
            span.SetTag("server.address", request.Host.Host);
            span.SetTag("server.port", request.Host.Port);
        }

        if (request.Headers.UserAgent is [{ Length: > 0 } agent, ..])
        {
            span.SetTag("user_agent.original", agent);
        }
    }

    public static void DescribeResponse(this Activity span, HttpContext context)
    {
        // The exception handler clears the endpoint when it runs the pipeline again, and keeps the one that failed here.
        var endpoint = context.Features.Get<IExceptionHandlerPathFeature>()?.Endpoint ?? context.GetEndpoint();
        if (endpoint is RouteEndpoint { RoutePattern.RawText: { Length: > 0 } route })
        {
            span.DisplayName = $"{KnownMethod(context.Request.Method) ?? "HTTP"} {route}";
            span.SetTag("http.route", route);
        }

        span.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError && span.Status == ActivityStatusCode.Unset)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    public static void DescribeFault(this Activity span, object? report)
    {
        // The report has a type of the host's own; only the name of its property is promised.
        if (report?.GetType().GetProperty("exception")?.GetValue(report) is Exception fault)
        {
            span.SetTag("error.type", fault.GetType().FullName);
        }

        span.SetStatus(ActivityStatusCode.Error);
    }

    private static string? KnownMethod(string method)
    {
        var canonical = HttpMethods.GetCanonicalizedValue(method);
        return canonical is "GET" or "POST" or "PUT" or "DELETE" or "HEAD" or "OPTIONS" or "TRACE" or "PATCH" or "CONNECT"
            ? canonical
            : null;
    }

    /// <summary>Values may be secrets; which parameters were given says enough.</summary>
    private static string Redacted(string query) =>
        "?" + string.Join('&', query[1..].Split('&').Select(pair => pair.Split('=', 2) is [var name, _] ? $"{name}=Redacted" : pair));
}

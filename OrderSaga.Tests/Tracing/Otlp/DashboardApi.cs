using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OrderSaga.Tests.Tracing.Otlp;

/// <summary>
/// Stands in for the Aspire dashboard, which does not run under test: answers <c>GET /api/telemetry/traces/{traceId}</c> from what was
/// received, in the dashboard's shape: every attribute is text, times are strings, what is not known is absent.
/// </summary>
internal static class DashboardApi
{
    public const string Key = "the key under test";

    private const int ErrorStatus = 2;

    public static void Map(WebApplication server, TelemetryReceiver receiver) =>
        server.MapGet("/api/telemetry/traces/{traceId}", (string traceId, HttpRequest request) =>
        {
            if (request.Headers["x-api-key"] != Key)
            {
                return Results.Unauthorized();
            }

            var spans = receiver.Spans.Where(span => span.TraceId == traceId).ToList();
            return spans.Count == 0
                ? Results.NotFound()
                : Results.Json(new { data = new { resourceSpans = Resources(spans) }, totalCount = spans.Count, returnedCount = spans.Count });
        });

    private static IEnumerable<object> Resources(List<Span> spans) => spans.GroupBy(span => span.Service).Select(service => new
    {
        resource = new { attributes = Attributes([new("service.name", service.Key)]) },
        scopeSpans = service.GroupBy(span => span.Scope).Select(scope => new { scope = new { name = scope.Key }, spans = scope.Select(Json) }),
    });

    private static object Json(Span span) => new
    {
        traceId = span.TraceId,
        spanId = span.SpanId,
        parentSpanId = span.ParentId,
        name = span.Name,
        kind = (int)span.Kind,
        startTimeUnixNano = span.StartedAt.ToString(CultureInfo.InvariantCulture),
        endTimeUnixNano = span.EndedAt.ToString(CultureInfo.InvariantCulture),
        attributes = Attributes(span.Attributes),
        links = span.Links.Select(link => new { traceId = link.TraceId, spanId = link.SpanId }),
        status = span.IsError ? new { code = ErrorStatus } : null,
    };

    private static IEnumerable<object> Attributes(IEnumerable<KeyValuePair<string, string>> attributes) =>
        attributes.Select(attribute => new { key = attribute.Key, value = new { stringValue = attribute.Value } });
}

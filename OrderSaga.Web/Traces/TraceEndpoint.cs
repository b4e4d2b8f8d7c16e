using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace OrderSaga.Web.Traces;

/// <summary>Receives what the services export: OTLP over HTTP, protobuf (https://opentelemetry.io/docs/specs/otlp/#otlphttp).</summary>
internal static class TraceEndpoint
{
    private const string Protobuf = "application/x-protobuf";

    /// <summary>Of a request, unpacked. An exporter's batch of 512 spans is some 300 KB.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    public static void MapTraces(this WebApplication app) => app
        .MapPost("/v1/traces", ReceiveAsync)
        .Accepts<object>(Protobuf)
        .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
        .DisableHttpMetrics();

    private static async Task<ContentHttpResult> ReceiveAsync(
        HttpRequest request, TraceStore store, Intake intake, CancellationToken cancellationToken)
    {
        if (!intake.HasRoom)
        {
            return Refused(StatusCodes.Status429TooManyRequests, "More spans come than the page reads.");
        }

        try
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            var spans = OtlpTraces.Read(body.GetBuffer().AsSpan(0, (int)body.Length));
            intake.Count(spans.Count);
            store.Add(spans);
            return Received();
        }
        catch (InvalidDataException e)
        {
            return Refused(StatusCodes.Status400BadRequest, e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Refused(e.StatusCode, e.Message);
        }
    }

    // An ExportTraceServiceResponse that has nothing to say is empty.
    private static ContentHttpResult Received() => TypedResults.Text("", Protobuf);

    private static ContentHttpResult Refused(int status, string reason) => TypedResults.Text(reason, statusCode: status);
}

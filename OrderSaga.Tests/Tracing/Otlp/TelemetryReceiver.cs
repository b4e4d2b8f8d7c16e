using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrderSaga.Tests.Tracing.Otlp;

/// <summary>
/// Where the application under test sends its telemetry: OTLP over HTTP, protobuf
/// (https://opentelemetry.io/docs/specs/otlp/#otlphttp). It keeps the latest spans and log lines, and each instrument's last value.
/// </summary>
internal sealed class TelemetryReceiver : IAsyncDisposable
{
    /// <summary>Some 50 MB of them. The oldest go: a test looks at its own, which are new.</summary>
    private const int MaxSpans = 50_000;

    private const int MaxLines = 10_000;

    private readonly WebApplication server;
    private readonly Lock gate = new();
    private readonly Queue<Span> spans = new();
    private readonly Queue<LogLine> lines = new();
    private readonly ConcurrentDictionary<(string Service, string Name, ulong StartedAt), Metric> metrics = new();

    private TelemetryReceiver(WebApplication server) => this.server = server;

    public string Address => server.Urls.First();

    public IReadOnlyList<Span> Spans
    {
        get
        {
            lock (gate)
            {
                return [.. spans];
            }
        }
    }

    public IReadOnlyList<LogLine> Lines
    {
        get
        {
            lock (gate)
            {
                return [.. lines];
            }
        }
    }

    public IReadOnlyCollection<Metric> Metrics => [.. metrics.Values];

    /// <param name="metricsOnly">
    /// Spans and log lines are taken and thrown away. Whoever measures does not want the collections that tens of thousands of them cost.
    /// </param>
    public static async Task<TelemetryReceiver> StartAsync(bool metricsOnly = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new TelemetryReceiver(builder.Build());
        receiver.server.MapPost("/v1/metrics", context => ReceiveAsync(context, body => receiver.Add(OtlpMetrics.Parse(body))));
        receiver.server.MapPost("/v1/traces", context => metricsOnly
            ? DiscardAsync(context)
            : ReceiveAsync(context, body => receiver.Add(OtlpTraces.Parse(body))));
        receiver.server.MapPost("/v1/logs", context => metricsOnly
            ? DiscardAsync(context)
            : ReceiveAsync(context, body => receiver.Add(OtlpLogs.Parse(body))));
        DashboardApi.Map(receiver.server, receiver);
        await receiver.server.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private static async Task ReceiveAsync(HttpContext context, Action<byte[]> receive)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        receive(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }

    private static async Task DiscardAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.ContentType = "application/x-protobuf";
    }

    private void Add(List<Span> received) => Keep(received, spans, MaxSpans);

    private void Add(List<LogLine> received) => Keep(received, lines, MaxLines);

    private void Keep<T>(List<T> received, Queue<T> kept, int most)
    {
        lock (gate)
        {
            received.ForEach(kept.Enqueue);
            while (kept.Count > most)
            {
                kept.Dequeue();
            }
        }
    }

    private void Add(List<Metric> received)
    {
        foreach (var metric in received)
        {
            // A process that was killed has counted what it has counted, so that the sum over all never falls; what it gauged is over.
            foreach (var key in metrics.Keys.Where(key => metric.Kind == MetricKind.Gauge && (key.Service, key.Name) == (metric.Service, metric.Name)))
            {
                metrics.TryRemove(key, out _);
            }

            metrics[(metric.Service, metric.Name, metric.StartedAt)] = metric;
        }
    }
}

using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace OrderSaga.ServiceDefaults.TraceCopies;

/// <summary>
/// Sends spans to the page as well, whatever collector there may be. It costs the service little and never holds it up: while the
/// page is slow or away, what does not fit the queue is dropped. It is added as a processor of its own since the exporter's own
/// registrations exclude a second destination
/// (https://github.com/open-telemetry/opentelemetry-dotnet/tree/main/src/OpenTelemetry.Exporter.OpenTelemetryProtocol#enable-otlp-exporter-for-all-signals).
/// </summary>
internal sealed class TraceCopyProcessor : BatchActivityExportProcessor
{
    /// <summary>Of OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp-request).</summary>
    public const string Path = "/v1/traces";

    private const int QueueSize = 2_048;
    private const int BatchSize = 512;
    private const int SpansPerSecond = 1_000;

    /// <summary>A person watches the trace grow.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(500);

    /// <summary>A page that hangs must not hold up the service's stop.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly TraceShare share;

    /// <param name="page">The page's address.</param>
    /// <param name="clock">Tells how fast spans come.</param>
    public TraceCopyProcessor(Uri page, TimeProvider clock)
        : base(CreateExporter(page), QueueSize, (int)Delay.TotalMilliseconds, (int)Timeout.TotalMilliseconds, BatchSize) =>
        share = new(SpansPerSecond, clock);

    public override void OnEnd(Activity data)
    {
        if (share.Keeps(data.TraceId))
        {
            base.OnEnd(data);
        }
    }

    private static OtlpTraceExporter CreateExporter(Uri page) => new(new OtlpExporterOptions
    {
        Endpoint = new Uri(page, Path),
        Protocol = OtlpExportProtocol.HttpProtobuf,
        TimeoutMilliseconds = (int)Timeout.TotalMilliseconds,
    });
}

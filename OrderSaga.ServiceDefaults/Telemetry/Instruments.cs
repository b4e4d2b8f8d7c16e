using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrderSaga.ServiceDefaults.Telemetry;

/// <summary>
/// Spans and measurements of the plumbing. Names follow OpenTelemetry's messaging conventions, version 1.41
/// (https://opentelemetry.io/docs/specs/semconv/messaging/rabbitmq/).
/// </summary>
internal static class Instruments
{
    public const string Name = "OrderSaga.Messaging";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    // Sub-millisecond to the patience of an operator; the conventions' own boundaries begin at 5 ms, where a hop is over already.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private static readonly InstrumentAdvice<int> BatchSizes = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500] };

    private static readonly KeyValuePair<string, object?>[] Publishing =
    [
        new("messaging.system", "rabbitmq"), new("messaging.operation.name", "publish"), new("messaging.operation.type", "send"),
    ];

    private static readonly KeyValuePair<string, object?>[] Processing =
    [
        new("messaging.system", "rabbitmq"), new("messaging.operation.name", "process"),
    ];

    private static readonly Histogram<double> ConfirmLatency = Meter.CreateHistogram(
        "messaging.client.operation.duration", "s", "From publishing a message to the broker's confirm.", advice: Seconds);

    private static readonly Histogram<double> ProcessDuration = Meter.CreateHistogram(
        "messaging.process.duration", "s", "One batch, commit included, and before it the attempt that was refuted.", advice: Seconds);

    private static readonly Counter<long> Sent =
        Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Messages that the broker confirmed.");

    public static readonly Counter<long> Refused =
        Meter.CreateCounter<long>("ordersaga.outbox.refused", "{message}", "Messages that the broker returned or nacked; they stay in the outbox.");

    public static readonly Counter<long> Swept =
        Meter.CreateCounter<long>("ordersaga.outbox.swept", "{message}", "Messages that the sweep found and published.");

    public static readonly Histogram<int> BatchSize = Meter.CreateHistogram(
        "ordersaga.consumer.batch.size", "{message}", "Messages handled in one transaction.", advice: BatchSizes);

    public static readonly Counter<long> Duplicates =
        Meter.CreateCounter<long>("ordersaga.inbox.duplicates", "{message}", "Messages skipped since the inbox knew them.");

    public static readonly Counter<long> Retries =
        Meter.CreateCounter<long>("ordersaga.consumer.retries", "{attempt}", "Attempts after the first, by kind of fault.");

    public static readonly Counter<long> DeadLetters =
        Meter.CreateCounter<long>("ordersaga.consumer.dead_letters", "{message}", "Messages published to the dead-letter queue.");

    public static void Published() => Sent.Add(1, Publishing);

    public static void Answered(TimeSpan latency) => ConfirmLatency.Record(latency.TotalSeconds, Publishing);

    public static void Processed(TimeSpan duration) => ProcessDuration.Record(duration.TotalSeconds, Processing);
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrderSaga.ServiceDefaults;

/// <summary>
/// Spans and measurements of the plumbing. Names follow OpenTelemetry's messaging conventions, version 1.41
/// (https://opentelemetry.io/docs/specs/semconv/messaging/rabbitmq/).
/// </summary>
internal static class Telemetry
{
    public const string Name = "OrderSaga.Messaging";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Published =
        Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Messages that the broker confirmed.");

    public static readonly Counter<long> Refused =
        Meter.CreateCounter<long>("ordersaga.outbox.refused", "{message}", "Messages that the broker returned or nacked; they stay in the outbox.");

    public static readonly Counter<long> Swept =
        Meter.CreateCounter<long>("ordersaga.outbox.swept", "{message}", "Messages that the sweep found and published.");

    public static readonly Histogram<double> ConfirmLatency =
        Meter.CreateHistogram<double>("ordersaga.outbox.confirm.duration", "s", "From publishing to the broker's confirm.");

    public static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram<int>("ordersaga.consumer.batch.size", "{message}", "Messages handled in one transaction.");

    public static readonly Histogram<double> ProcessDuration =
        Meter.CreateHistogram<double>("messaging.process.duration", "s", "One transaction over a batch, commit included.");

    public static readonly Counter<long> Duplicates =
        Meter.CreateCounter<long>("ordersaga.inbox.duplicates", "{message}", "Messages skipped since the inbox knew them.");

    public static readonly Counter<long> Retries =
        Meter.CreateCounter<long>("ordersaga.consumer.retries", "{attempt}", "Attempts after the first, by kind of fault.");

    public static readonly Counter<long> Parked =
        Meter.CreateCounter<long>("ordersaga.consumer.dead_letters", "{message}", "Messages parked in the dead-letter queue.");
}

using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrderSaga.Order;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Timeouts;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.Tests.Tracing;

/// <summary>Every instrument that the services create, and what Prometheus makes of its name.</summary>
internal static class OwnInstruments
{
    public static IReadOnlyList<Instrument> All()
    {
        var instruments = new List<Instrument>();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name is Instruments.Name or OrderTelemetry.Name)
                {
                    instruments.Add(instrument);
                }
            },
        };
        listener.Start();
        Instruments.Swept.Add(0);
        var meters = services.GetRequiredService<IMeterFactory>();
        var answers = new ResponseTimeEstimator(Options.Create(new SagaOptions()), TimeProvider.System);
        _ = (new OrderMetrics(meters), new OrderGauges(meters, answers), new OutboxGauges(meters));
        return [.. instruments.DistinctBy(instrument => instrument.Name)];
    }

    /// <summary>A gauge that is read from the database.</summary>
    public static bool IsGauge(this Instrument instrument) => instrument.IsObservable;

    /// <summary>The unit as people write it: OTLP has a unit that is a mere annotation in braces.</summary>
    public static string PlainUnit(this Instrument instrument) => instrument.Unit!.Trim('{', '}');

    /// <summary>
    /// The series of an instrument, by
    /// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#otlp-metric-points-to-prometheus:
    /// units are appended in full words, annotations are dropped, counters end in <c>_total</c>.
    /// </summary>
    public static IEnumerable<string> PrometheusNames(this Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_') + instrument.Unit switch
        {
            "s" => "_seconds",
            ['{', ..] => "",
            var unit => throw new InvalidOperationException($"{instrument.Name} has the unit {unit}."),
        };
        return instrument switch
        {
            Histogram<double> or Histogram<int> => [$"{name}_bucket", $"{name}_count", $"{name}_sum"],
            Counter<long> => [$"{name}_total"],
            _ => [name],
        };
    }
}

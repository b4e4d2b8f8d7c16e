namespace OrderSaga.Tests.Tracing.Otlp;

/// <summary>An instrument of a process, as it was exported last.</summary>
/// <param name="Service">The exporter's <c>service.name</c>.</param>
/// <param name="Name">The instrument's name.</param>
/// <param name="Unit">The instrument's unit.</param>
/// <param name="Kind">Which field of the message held its points.</param>
/// <param name="Bounds">A histogram's bucket boundaries.</param>
/// <param name="StartedAt">When its process began to count, Unix nanoseconds: tells a process from the one before it.</param>
/// <param name="Value">The sum over all attributes of a gauge or a counter; the last count of a histogram.</param>
internal sealed record Metric(
    string Service, string Name, string Unit, MetricKind Kind, IReadOnlyList<double> Bounds, ulong StartedAt, double Value);

/// <summary>Numbered as the fields of the message are.</summary>
internal enum MetricKind
{
    Unknown = 0,
    Gauge = 5,
    Sum = 7,
    Histogram = 9,
}

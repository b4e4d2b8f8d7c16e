using System.Buffers.Binary;

namespace OrderSaga.Tests.Tracing.Otlp;

/// <summary>
/// ExportMetricsServiceRequest; the field numbers are those of
/// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/metrics/v1/metrics.proto
/// </summary>
internal static class OtlpMetrics
{
    public static List<Metric> Parse(ReadOnlySpan<byte> request)
    {
        var metrics = new List<Metric>();
        var reader = new ProtoReader(request);
        while (reader.Read())
        {
            var service = OtlpCommon.ServiceOf(reader.Bytes);
            var resource = new ProtoReader(reader.Bytes);
            while (resource.Read())
            {
                if (resource.Field == 2)
                {
                    ReadScope(resource.Bytes, service, metrics);
                }
            }
        }

        return metrics;
    }

    private static void ReadScope(ReadOnlySpan<byte> message, string service, List<Metric> metrics)
    {
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == 2)
            {
                metrics.Add(ReadMetric(reader.Bytes, service));
            }
        }
    }

    private static Metric ReadMetric(ReadOnlySpan<byte> message, string service)
    {
        var metric = new Metric(service, "", "", MetricKind.Unknown, [], 0, 0);
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            metric = reader.Field switch
            {
                1 => metric with { Name = reader.Text },
                3 => metric with { Unit = reader.Text },
                (int)MetricKind.Gauge or (int)MetricKind.Sum => ReadNumber(reader.Bytes, metric with { Kind = (MetricKind)reader.Field }),
                (int)MetricKind.Histogram => ReadHistogram(reader.Bytes, metric with { Kind = MetricKind.Histogram }),
                _ => metric,
            };
        }

        return metric;
    }

    private static Metric ReadNumber(ReadOnlySpan<byte> data, Metric metric)
    {
        var reader = new ProtoReader(data);
        while (reader.Read())
        {
            if (reader.Field != 1)
            {
                continue;
            }

            var point = new ProtoReader(reader.Bytes);
            while (point.Read())
            {
                metric = point.Field switch
                {
                    2 => metric with { StartedAt = point.Number },
                    4 => metric with { Value = metric.Value + point.Double },
                    6 => metric with { Value = metric.Value + (long)point.Number },
                    _ => metric,
                };
            }
        }

        return metric;
    }

    private static Metric ReadHistogram(ReadOnlySpan<byte> data, Metric metric)
    {
        var reader = new ProtoReader(data);
        while (reader.Read())
        {
            if (reader.Field != 1)
            {
                continue;
            }

            var point = new ProtoReader(reader.Bytes);
            var bounds = new List<double>();
            while (point.Read())
            {
                switch (point.Field)
                {
                    case 2:
                        metric = metric with { StartedAt = point.Number };
                        break;
                    case 4:
                        metric = metric with { Value = point.Number };
                        break;
                    case 7:
                        ReadBounds(point, bounds);
                        break;
                }
            }

            metric = metric with { Bounds = bounds };
        }

        return metric;
    }

    /// <summary>Packed or one by one: a writer may do either, and a reader has to take both.</summary>
    private static void ReadBounds(ProtoReader point, List<double> bounds)
    {
        if (point.Bytes.IsEmpty)
        {
            bounds.Add(point.Double);
            return;
        }

        for (var packed = point.Bytes; packed.Length >= sizeof(double); packed = packed[sizeof(double)..])
        {
            bounds.Add(BinaryPrimitives.ReadDoubleLittleEndian(packed));
        }
    }
}

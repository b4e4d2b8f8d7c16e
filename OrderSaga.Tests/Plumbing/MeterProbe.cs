using System.Diagnostics.Metrics;

namespace OrderSaga.Tests.Plumbing;

/// <summary>Adds up what a counter counts, or a gauge shows, or counts what a histogram of durations is told, from now on.</summary>
internal sealed class MeterProbe : IDisposable
{
    private readonly MeterListener listener = new();
    private long total;

    public MeterProbe(string instrument)
    {
        listener.InstrumentPublished = (published, self) =>
        {
            if (published.Name == instrument)
            {
                self.EnableMeasurementEvents(published);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, measurement, _, _) => Interlocked.Add(ref total, measurement));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref total));
        listener.Start();
    }

    public long Total => Interlocked.Read(ref total);

    /// <summary>Has gauges tell what they show.</summary>
    public void Observe() => listener.RecordObservableInstruments();

    public void Dispose() => listener.Dispose();
}

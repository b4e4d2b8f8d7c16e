using System.Diagnostics.Metrics;
using Npgsql;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>How much the outbox owes to the broker, and since when.</summary>
internal sealed class OutboxGauges : IDatabaseGauges
{
    private readonly ObservableGauge<long> pending;
    private readonly ObservableGauge<double> oldest;
    private volatile OutboxView? last;

    public OutboxGauges(IMeterFactory meters)
    {
        var meter = meters.Create(Instruments.Name);
        pending = meter.CreateObservableGauge(
            "ordersaga.outbox.pending",
            () => last is { } reading ? [new Measurement<long>(reading.Pending)] : Array.Empty<Measurement<long>>(),
            "{message}",
            "Messages in the outbox that the broker has not confirmed, 100,000 at the most.");
        oldest = meter.CreateObservableGauge(
            "ordersaga.outbox.oldest.age",
            () => last is { } reading ? [new Measurement<double>(reading.OldestAgeSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "Age of the oldest message in the outbox, 0 when there is none.");
    }

    public bool Enabled => pending.Enabled || oldest.Enabled;

    public async Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        last = await OutboxTable.ReadBacklogAsync(connection, cancellationToken);

    public void Clear() => last = null;
}

using System.Diagnostics.Metrics;
using Dapper;
using Npgsql;

namespace OrderSaga.ServiceDefaults.Metrics;

/// <summary>How much the outbox owes to the broker, and since when.</summary>
internal sealed class OutboxGauges : IDatabaseGauges
{
    // Counting costs what it counts, and beyond this the number says nothing new.
    private const int CountedAtMost = 100_000;

    private readonly ObservableGauge<long> pending;
    private readonly ObservableGauge<double> oldest;
    private volatile Reading? last;

    public OutboxGauges(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.Name);
        pending = meter.CreateObservableGauge(
            "ordersaga.outbox.pending",
            () => last is { } reading ? [new Measurement<long>(reading.Pending)] : Array.Empty<Measurement<long>>(),
            "{message}",
            "Messages in the outbox that the broker has not confirmed, 100,000 at the most.");
        oldest = meter.CreateObservableGauge(
            "ordersaga.outbox.oldest.age",
            () => last is { } reading ? [new Measurement<double>(reading.OldestSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "Age of the oldest message in the outbox, 0 when there is none.");
    }

    public bool Enabled => pending.Enabled || oldest.Enabled;

    public async Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Ids are ordered by time, so the first by id is the oldest but for a moment.
        const string Sql = """
            SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT @CountedAtMost) AS counted) AS Pending,
                   coalesce((SELECT greatest(extract(epoch FROM clock_timestamp() - appended_at), 0)
                             FROM outbox ORDER BY message_id LIMIT 1), 0)::double precision AS OldestSeconds
            """;
        last = await connection.QuerySingleAsync<Reading>(
            new CommandDefinition(Sql, new { CountedAtMost }, cancellationToken: cancellationToken));
    }

    public void Clear() => last = null;

    private sealed record Reading(long Pending, double OldestSeconds);
}

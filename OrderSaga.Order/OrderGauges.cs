using System.Diagnostics.Metrics;
using Dapper;
using Npgsql;
using OrderSaga.Order.Timeouts;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.Order;

/// <summary>How many sagas are under way, and how many of them are late.</summary>
internal sealed class OrderGauges : IDatabaseGauges
{
    private const int CountedAtMost = 100_000;

    private readonly ResponseTimeEstimator answers;
    private readonly ObservableGauge<long> inFlight;
    private readonly ObservableGauge<long> overdue;
    private volatile Reading? last;

    public OrderGauges(IMeterFactory meters, ResponseTimeEstimator answers)
    {
        this.answers = answers;
        var meter = meters.Create(OrderTelemetry.Name);
        inFlight = meter.CreateObservableGauge(
            "ordersaga.saga.in_flight",
            () => last is { } reading ? [new Measurement<long>(reading.InFlight)] : Array.Empty<Measurement<long>>(),
            "{order}",
            "Orders accepted and not settled.");
        overdue = meter.CreateObservableGauge(
            "ordersaga.saga.overdue",
            () => last is { } reading ? [new Measurement<long>(reading.Overdue)] : Array.Empty<Measurement<long>>(),
            "{order}",
            "Orders that are to be driven again at once, 100,000 at the most.");
    }

    public bool Enabled => inFlight.Enabled || overdue.Enabled;

    public async Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT coalesce((SELECT sum(unsettled) FROM order_counts), 0)::bigint AS InFlight,
                   (SELECT count(*)
                    FROM (SELECT FROM open_orders WHERE deadline_at < clock_timestamp() - @ExtraTimeout LIMIT @CountedAtMost) AS late) AS Overdue
            """;
        last = await connection.QuerySingleAsync<Reading>(
            new CommandDefinition(Sql, new { CountedAtMost, answers.ExtraTimeout }, cancellationToken: cancellationToken));
    }

    public void Clear() => last = null;

    private sealed record Reading(long InFlight, long Overdue);
}

using System.Diagnostics;
using Dapper;
using Npgsql;

namespace OrderSaga.Bench;

/// <summary>
/// What the machine's database and broker do when nothing of ours is in the way: the same figures as those that a saga is made of, by
/// the bare client libraries, on the idle graph. Figures of one machine can be compared with those of another only beside these.
/// </summary>
internal sealed class Machine(GraphTarget target)
{
    /// <summary>Transactions a saga waits for, one after the other: order, inventory, payment. Order's last begins with its settlement.</summary>
    private const int Commits = 3;

    /// <summary>Messages a saga waits for, one after the other.</summary>
    private const int Hops = 3;

    /// <summary>Batches of Postgres that a message or an order of a saga goes through: placed, taken three times, four with Order's note.</summary>
    private const int Rows = 5;

    private const int RowsInABatch = 100;
    private const int Clients = 32;
    private const int InFlight = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FullSpeed = TimeSpan.FromSeconds(5);

    public async Task<MachineFigures> MeasureAsync()
    {
        var databases = await target.ReadDatabasesAsync();
        await using var connection = new NpgsqlConnection(databases.Orders);
        await connection.OpenAsync();
        await connection.ExecuteAsync("""
            CREATE TABLE bench_inbox (message_id uuid PRIMARY KEY);
            CREATE TABLE bench_outbox (message_id uuid PRIMARY KEY, payload text NOT NULL);
            """);
        await using var wire = await BareQueue.OpenAsync(await target.ReadBrokerAsync());

        // First at full speed: it warms up what is measured slowly afterwards.
        var (batches, batch) = await CostAsync("bench", () => RepeatAsync(() => StepAsync(connection, RowsInABatch)));
        var steps = await RepeatAsync(() => StepAsync(connection, 1));
        var hops = await RepeatAsync(() => wire.RoundTripAsync());
        var (messages, message) = await CostAsync("bench", () => wire.StreamAsync(InFlight, FullSpeed));
        await RequestAsync();
        var (_, request) = await CostAsync("order", RequestAsync);
        var step = await PacedAsync(() => StepAsync(connection, 1));
        var hop = await PacedAsync(() => wire.RoundTripAsync());
        await connection.ExecuteAsync("DROP TABLE bench_inbox, bench_outbox");
        return new MachineFigures(
            batches * RowsInABatch, steps, messages, hops, step, hop, (Commits * step) + (Hops * hop),
            request, message, batch / RowsInABatch, request + (Hops * message) + (Rows * batch / RowsInABatch));
    }

    /// <summary>Requests that are answered by Order and need nothing of it: how many a second.</summary>
    private async Task<double> RequestAsync()
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => RepeatAsync(async () =>
        {
            using var response = await target.Services.Order.GetAsync("/alive");
            response.EnsureSuccessStatusCode();
        }))));
        return counts.Sum();
    }

    /// <summary>Something that lasts <see cref="FullSpeed"/>: how often a second, and the microseconds of CPU that one took this part of the system.</summary>
    private static async Task<(double PerSecond, double Microseconds)> CostAsync(string part, Func<Task<double>> measured)
    {
        var before = ProcessorTime.Read().GetValueOrDefault(part);
        var perSecond = await measured();
        var seconds = ProcessorTime.Read().GetValueOrDefault(part) - before;
        return (perSecond, seconds * 1e6 / (perSecond * FullSpeed.TotalSeconds));
    }

    /// <summary>One service's step at its barest: an inbox row and an outbox row a message, one round trip, one commit.</summary>
    private static Task StepAsync(NpgsqlConnection connection, int rows)
    {
        const string Sql = """
            BEGIN;
            INSERT INTO bench_inbox (message_id) SELECT * FROM unnest(@ids);
            INSERT INTO bench_outbox (message_id, payload) SELECT id, @payload FROM unnest(@ids) AS id;
            COMMIT
            """;
        Guid[] ids = [.. Enumerable.Range(0, rows).Select(_ => Guid.CreateVersion7())];
        return connection.ExecuteAsync(Sql, new { ids, payload = BareQueue.Payload });
    }

    /// <summary>One after the other: how many a second.</summary>
    private static async Task<double> RepeatAsync(Func<Task> action)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        for (; Stopwatch.GetElapsedTime(started) < FullSpeed; count++)
        {
            await action();
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Twenty a second: the median, milliseconds.</summary>
    private static async Task<double> PacedAsync(Func<Task> action)
    {
        var times = new double[200];
        for (var i = 0; i < times.Length; i++)
        {
            await Task.Delay(Pause, TimeProvider.System);
            var started = Stopwatch.GetTimestamp();
            await action();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }
}

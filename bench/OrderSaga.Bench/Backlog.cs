using System.Diagnostics;

namespace OrderSaga.Bench;

/// <summary>
/// What an outage leaves behind: rows in Payment's outbox. They repeat the PAYMENT_SUCCESS of orders settled long ago, each under an id
/// of its own: the relay has to publish and Order to handle them, and nothing may change by it but the timeline.
/// </summary>
/// <param name="databases">Where to.</param>
/// <param name="history">The orders that they are about.</param>
/// <param name="count">Rows, at most as many as there are orders.</param>
internal sealed class Backlog(Databases databases, History history, long count)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private const string FirstHeld = "b01";
    private const string FirstDrained = "b02";

    private Guid first;
    private Guid last;

    /// <summary>Puts the rows there, too young for the sweep for the next hour.</summary>
    public Task HoldAsync() => InsertAsync(FirstHeld, "now() + interval '1 hour'");

    public async Task DropAsync()
    {
        await using var sql = await Sql.OpenAsync(databases.Payments);
        await sql.RunAsync("DELETE FROM outbox WHERE appended_at > now()");
        await sql.RunAsync("VACUUM outbox");
    }

    /// <summary>Puts the rows there, old enough for the sweep, and sees them out of the outbox.</summary>
    /// <returns>Rows a second.</returns>
    public async Task<double> PublishAsync()
    {
        (first, last) = await InsertAsync(FirstDrained, "now() - interval '1 hour'");
        var started = Stopwatch.GetTimestamp();
        await using var payments = await Sql.OpenAsync(databases.Payments);
        await UntilAsync(async () => !await payments.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM outbox)"), started);
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Sees the last of them handled by Order.</summary>
    /// <returns>Rows a second, from now on.</returns>
    public async Task<double> HandleAsync()
    {
        const string HandledSql = "SELECT count(*) FROM inbox WHERE message_id BETWEEN @first AND @last";
        var started = Stopwatch.GetTimestamp();
        await using var orders = await Sql.OpenAsync(databases.Orders);
        var before = await orders.ScalarAsync<long>(HandledSql, new { first, last });
        await UntilAsync(async () => await orders.ScalarAsync<long>(HandledSql, new { first, last }) == count, started);
        return (count - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<(Guid First, Guid Last)> InsertAsync(string kind, string appendedAt)
    {
        const string IdSql = "SELECT pg_temp.uuid7(@now, @kind, @n)";
        var insertSql = $$"""
            INSERT INTO outbox (message_id, order_id, type, payload, trace_parent, occurred_at, appended_at)
            SELECT pg_temp.uuid7(@now, @kind, n), pg_temp.id('000', n), 'PAYMENT_SUCCESS',
                   format('{"id":"%s","userId":"%s","amount":%s}', pg_temp.id('000', n), pg_temp.account(n), pg_temp.quantity(n) * 1.25),
                   pg_temp.trace(n), now(), {{appendedAt}}
            FROM generate_series(1, @count) AS n
            """;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await using var sql = await Sql.OpenAsync(databases.Payments);
        await sql.RunAsync(history.Functions);
        var lowest = await sql.ScalarAsync<Guid>(IdSql, new { now, kind, n = 1L });
        var highest = await sql.ScalarAsync<Guid>(IdSql, new { now, kind, n = count });
        await sql.RunAsync(insertSql, new { now, kind, count });
        return (lowest, highest);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, long started)
    {
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Deadline)
            {
                throw new TimeoutException($"The backlog was not drained within {Deadline.TotalMinutes} minutes.");
            }

            await Task.Delay(Poll, TimeProvider.System);
        }
    }
}

using System.Diagnostics;

namespace OrderSaga.Bench;

/// <summary>
/// Years of use, put into the tables within minutes: settled orders with their timelines, reservations, payments and inbox rows, as the
/// services would have written them, and with stock and accounts that add up.
/// </summary>
/// <param name="databases">Where to.</param>
/// <param name="count">Orders, and rows in each inbox.</param>
internal sealed class History(Databases databases, long count)
{
    // Younger than the inbox's retention, lest the purge takes the rows, and older than whatever is measured.
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(6);
    private static readonly TimeSpan Span = TimeSpan.FromDays(5);

    private const int Chunk = 250_000;

    private readonly long start = (TimeProvider.System.GetUtcNow() - Oldest).ToUnixTimeMilliseconds();

    /// <summary>
    /// For one session: the id, moment and details of the n-th order, and ids of messages about it. All are UUIDv7 (RFC 9562), ordered
    /// by n, so that the rows lie in the tables as they would have been appended.
    /// </summary>
    public string Functions => $"""
        CREATE FUNCTION pg_temp.ms(n bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS
            $f$ SELECT {start} + n * {(long)Span.TotalMilliseconds} / {count} $f$;
        CREATE FUNCTION pg_temp.at(n bigint) RETURNS timestamptz IMMUTABLE LANGUAGE sql AS
            $f$ SELECT to_timestamp(pg_temp.ms(n) / 1000.0) $f$;
        CREATE FUNCTION pg_temp.uuid7(ms bigint, kind text, n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS
            $f$ SELECT (lpad(to_hex(ms), 12, '0') || '7' || kind || '8' || lpad(to_hex(n), 15, '0'))::uuid $f$;
        CREATE FUNCTION pg_temp.id(kind text, n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS
            $f$ SELECT pg_temp.uuid7(pg_temp.ms(n), kind, n) $f$;
        CREATE FUNCTION pg_temp.quantity(n bigint) RETURNS integer IMMUTABLE LANGUAGE sql AS $f$ SELECT (1 + n % 3)::integer $f$;
        CREATE FUNCTION pg_temp.item(n bigint) RETURNS text IMMUTABLE LANGUAGE sql AS $f$ SELECT 'history-item-' || (n % 1000)::text $f$;
        CREATE FUNCTION pg_temp.account(n bigint) RETURNS text IMMUTABLE LANGUAGE sql AS $f$ SELECT 'history-account-' || (n % 1000)::text $f$;
        CREATE FUNCTION pg_temp.trace(n bigint) RETURNS bytea IMMUTABLE LANGUAGE sql AS
            $f$ SELECT decode(md5(n::text) || left(md5(n::text), 16) || CASE WHEN n % 20 = 0 THEN '01' ELSE '00' END, 'hex') $f$;
        """;

    /// <summary>Answers the seconds it took.</summary>
    public async Task<double> FillAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(FillOrdersAsync(), FillTimelinesAsync(), FillInventoryAsync(), FillPaymentsAsync());
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <exception cref="InvalidOperationException">Something has touched what was settled long ago.</exception>
    public async Task VerifyAsync()
    {
        const string OrdersSql = """
            SELECT count(*) FROM orders
            WHERE item LIKE 'history-%' AND (status, inventory, payment) = ('CONFIRMED', 'RESERVED', 'CHARGED') AND settled_at IS NOT NULL
            """;
        const string StockSql = """
            SELECT count(*) FROM stock s
            JOIN (SELECT item, sum(quantity) AS held FROM reservations WHERE status = 'RESERVED' GROUP BY item) r USING (item)
            WHERE s.item LIKE 'history-%' AND (s.available, s.reserved) = (1000000000, r.held)
            """;
        const string AccountsSql = """
            SELECT count(*) FROM accounts a
            JOIN (SELECT user_id, sum(amount) AS charged FROM payments WHERE status = 'CHARGED' GROUP BY user_id) p USING (user_id)
            WHERE a.user_id LIKE 'history-%' AND (a.balance, a.charged) = (1000000000, p.charged)
            """;
        await RequireAsync(databases.Orders, OrdersSql, count, "orders are settled as they were");
        await RequireAsync(databases.Inventory, StockSql, Math.Min(count, 1000), "items add up");
        await RequireAsync(databases.Payments, AccountsSql, Math.Min(count, 1000), "accounts add up");
    }

    private async Task FillOrdersAsync()
    {
        const string ChunkSql = """
            INSERT INTO orders
                (id, message_id, created_at, quantity, price, user_id, item, trace_parent, updated_at, settled_at, status, inventory, payment)
            SELECT pg_temp.id('000', n), pg_temp.id('c01', n), pg_temp.at(n), pg_temp.quantity(n), 1.25, pg_temp.account(n),
                   pg_temp.item(n), pg_temp.trace(n), pg_temp.at(n) + interval '9 ms', pg_temp.at(n) + interval '9 ms', 'CONFIRMED', 'RESERVED', 'CHARGED'
            FROM generate_series(@first, @last) AS n;

            INSERT INTO inbox (message_id) SELECT pg_temp.id('c03', n) FROM generate_series(@first, @last) AS n;
            """;
        await using var sql = await OpenAsync(databases.Orders);
        await FillAsync(sql, ChunkSql);
        await sql.RunAsync("INSERT INTO order_counts (pending, confirmed, cancelled, unsettled) VALUES (0, @count, 0, 0)", new { count });
        await SettleDownAsync(sql, "orders", "inbox");
    }

    private async Task FillTimelinesAsync()
    {
        const string ChunkSql = """
            INSERT INTO order_events (order_id, message_id, occurred_at, recorded_at, type, outcome)
            SELECT pg_temp.id('000', n), e.message_id, e.at, e.at, e.type, e.outcome
            FROM generate_series(@first, @last) AS n
            CROSS JOIN LATERAL (VALUES
                (pg_temp.id('c02', n), pg_temp.at(n) + interval '5 ms', 'INVENTORY_RESERVED', NULL),
                (pg_temp.id('c03', n), pg_temp.at(n) + interval '9 ms', 'PAYMENT_SUCCESS', 'CONFIRMED')) AS e (message_id, at, type, outcome);
            """;
        await using var sql = await OpenAsync(databases.Orders);
        await FillAsync(sql, ChunkSql);
        await SettleDownAsync(sql, "order_events");
    }

    private async Task FillInventoryAsync()
    {
        const string ChunkSql = """
            INSERT INTO reservations (order_id, status, user_id, item, quantity, price)
            SELECT pg_temp.id('000', n), 'RESERVED', pg_temp.account(n), pg_temp.item(n), pg_temp.quantity(n), 1.25
            FROM generate_series(@first, @last) AS n;

            INSERT INTO inbox (message_id) SELECT pg_temp.id('c01', n) FROM generate_series(@first, @last) AS n;
            """;
        const string StockSql = """
            INSERT INTO stock (item, available, reserved)
            SELECT item, 1000000000, sum(quantity) FROM reservations WHERE item LIKE 'history-%' GROUP BY item ORDER BY item
            """;
        await using var sql = await OpenAsync(databases.Inventory);
        await FillAsync(sql, ChunkSql);
        await sql.RunAsync(StockSql);
        await SettleDownAsync(sql, "reservations", "stock", "inbox");
    }

    private async Task FillPaymentsAsync()
    {
        const string ChunkSql = """
            INSERT INTO payments (order_id, status, user_id, amount)
            SELECT pg_temp.id('000', n), 'CHARGED', pg_temp.account(n), pg_temp.quantity(n) * 1.25
            FROM generate_series(@first, @last) AS n;

            INSERT INTO inbox (message_id) SELECT pg_temp.id('c02', n) FROM generate_series(@first, @last) AS n;
            """;
        const string AccountsSql = """
            INSERT INTO accounts (user_id, balance, charged)
            SELECT user_id, 1000000000, sum(amount) FROM payments WHERE user_id LIKE 'history-%' GROUP BY user_id ORDER BY user_id
            """;
        await using var sql = await OpenAsync(databases.Payments);
        await FillAsync(sql, ChunkSql);
        await sql.RunAsync(AccountsSql);
        await SettleDownAsync(sql, "payments", "accounts", "inbox");
    }

    private async Task<Sql> OpenAsync(string database)
    {
        var sql = await Sql.OpenAsync(database);
        await sql.RunAsync(Functions);
        return sql;
    }

    private async Task FillAsync(Sql sql, string chunkSql)
    {
        for (var first = 1L; first <= count; first += Chunk)
        {
            await sql.RunAsync(chunkSql, new { first, last = Math.Min(first + Chunk - 1, count) });
        }
    }

    // Vacuum, statistics and the checkpoint come with the years; here they would come all at once, and just when something is measured.
    private static async Task SettleDownAsync(Sql sql, params string[] tables)
    {
        foreach (var table in tables)
        {
            await sql.RunAsync($"VACUUM (ANALYZE) {table}");
        }

        await sql.CheckpointAsync();
    }

    private static async Task RequireAsync(string database, string sql, long expected, string what)
    {
        await using var connection = await Sql.OpenAsync(database);
        var actual = await connection.ScalarAsync<long>(sql);
        if (actual != expected)
        {
            throw new InvalidOperationException($"Of the history's {expected} only {actual} {what}.");
        }
    }
}

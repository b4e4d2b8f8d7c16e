using Dapper;
using Npgsql;

namespace OrderSaga.Bench;

/// <summary>Totals since the servers started; a difference of two is what a run cost.</summary>
/// <param name="Commits">Transactions that wrote.</param>
/// <param name="WalBytes">Written ahead, in bytes.</param>
/// <param name="Fsyncs">Of the write-ahead log.</param>
/// <param name="Handled">Messages that an inbox has taken in.</param>
/// <param name="Published">Messages that the broker confirmed.</param>
/// <param name="Batches">Transactions of the consumers.</param>
internal sealed record Counters(double Commits, double WalBytes, double Fsyncs, double Handled, double Published, double Batches)
{
    /// <summary>Reads those of the one Postgres that holds the <paramref name="databases"/> (connection strings).</summary>
    public static async Task<Counters> OfPostgresAsync(IEnumerable<string> databases)
    {
        // A transaction that only reads takes no id. What Postgres 18 moved to pg_stat_io it kept in pg_stat_wal before.
        const string ClusterSql = """
            SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS Commits, (pg_current_wal_lsn() - '0/0')::double precision AS WalBytes
            """;
        const string Fsyncs15 = "SELECT wal_sync::double precision FROM pg_stat_wal";
        const string Fsyncs18 = "SELECT sum(fsyncs)::double precision FROM pg_stat_io WHERE object = 'wal'";
        const string HandledSql = "SELECT n_tup_ins::double precision FROM pg_stat_user_tables WHERE relname = 'inbox'";
        var counters = new Counters(0, 0, 0, 0, 0, 0);
        foreach (var database in databases)
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            var (commits, walBytes) = await connection.QuerySingleAsync<(long Commits, double WalBytes)>(ClusterSql);
            var fsyncs = await connection.ExecuteScalarAsync<double>(connection.PostgreSqlVersion.Major >= 18 ? Fsyncs18 : Fsyncs15);
            var handled = await connection.ExecuteScalarAsync<double>(HandledSql);
            counters = counters with { Commits = commits, WalBytes = walBytes, Fsyncs = fsyncs, Handled = counters.Handled + handled };
        }

        return counters;
    }

    public Counters Since(Counters before) => new(
        Commits - before.Commits,
        WalBytes - before.WalBytes,
        Fsyncs - before.Fsyncs,
        Handled - before.Handled,
        Published - before.Published,
        Batches - before.Batches);
}

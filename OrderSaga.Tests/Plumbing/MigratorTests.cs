using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

public sealed class MigratorTests(SagaApplication application)
{
    private static readonly (string Name, string Sql) First = ("001_first.sql", "CREATE TABLE first (id integer); INSERT INTO first VALUES (1);");

    // The delay makes sure that the others are there before the first is done.
    private static readonly (string Name, string Sql) Slow = ("002_slow.sql", "SELECT pg_sleep(0.5); INSERT INTO first VALUES (2);");

    private static readonly (string Name, string Sql) Broken = ("003_broken.sql", "CREATE TABLE half (id integer); INSERT INTO first VALUES (3); SELECT 1 / 0;");

    private static readonly (string Name, string Sql) Mended = ("003_broken.sql", "CREATE TABLE half (id integer); INSERT INTO first VALUES (4);");

    [Fact]
    public async Task Migrate_TwoHostsOnAnEmptyDatabase_BothStartAndEachMigrationRanOnce()
    {
        var names = await PlumbingNames.CreateAsync(application);
        await using var one = await PlumbingHost.StartAsync(application, names: names, start: false);
        await using var other = await PlumbingHost.StartAsync(application, names: names, start: false);

        await Task.WhenAll(Task.Run(one.RunAsync), Task.Run(other.RunAsync));

        var resources = typeof(MigrationSource).Assembly.GetManifestResourceNames();
        var migrations = resources.Count(name => name.EndsWith(".sql", StringComparison.Ordinal));
        Assert.Equal(migrations, await one.CountAsync("schema_migrations"));
        await one.PublishAsync(Publishing.NewOrder());
        await Until.EqualAsync(1, () => one.CountAsync("handled"), "messages handled");
    }

    [Fact]
    public async Task Migrate_ManyAtOnce_TakeTurns()
    {
        await using var database = await CreateAsync();

        var ready = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => MigrateAsync(database, First, Slow))));

        Assert.All(ready, Assert.True);
        Assert.Equal([1, 2], await RowsAsync(database));
        Assert.Equal(["001_first.sql", "002_slow.sql"], await AppliedAsync(database));
    }

    [Fact]
    public async Task Migrate_FailsHalfWay_LeavesNothingOfItAndGoesOnFromThereOnceMended()
    {
        await using var database = await CreateAsync();

        var fault = await Assert.ThrowsAsync<PostgresException>(() => MigrateAsync(database, First, Broken));

        Assert.Equal(PostgresErrorCodes.DivisionByZero, fault.SqlState);
        Assert.Equal([1], await RowsAsync(database));
        Assert.Equal(["001_first.sql"], await AppliedAsync(database));
        Assert.True(await MigrateAsync(database, First, Mended));
        Assert.Equal([1, 4], await RowsAsync(database));
    }

    [Fact]
    public async Task Migrate_ConnectionLostHalfWay_IsDoneAgainFromThere()
    {
        await using var database = await CreateAsync();
        var migrating = MigrateAsync(database, First, ("002_wait.sql", "INSERT INTO first VALUES (2); SELECT pg_sleep(2);"));
        await Until.TrueAsync(() => BreakOffAsync(database), "the migration was broken off");

        Assert.True(await migrating);
        Assert.Equal([1, 2], await RowsAsync(database));
    }

    private static async Task<bool> MigrateAsync(NpgsqlDataSource database, params (string, string)[] scripts)
    {
        var readiness = new DatabaseReadiness();
        var source = new MigrationSource("scripted", new ScriptedAssembly(scripts));
        using var migrator = new Migrator(database, [source], readiness, TimeProvider.System, NullLogger<Migrator>.Instance);
        await migrator.StartAsync(TestContext.Current.CancellationToken);
        await migrator.ExecuteTask!;
        return readiness.IsReady;
    }

    private static async Task<bool> BreakOffAsync(NpgsqlDataSource database)
    {
        const string Sql = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'
            """;
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool?>(Sql) == true;
    }

    private async Task<NpgsqlDataSource> CreateAsync()
    {
        var server = await TestDatabase.CreateAsync(application, "migrator-" + Guid.CreateVersion7().ToString("N")[16..]);
        return NpgsqlDataSource.Create(server.ConnectionString);
    }

    private static async Task<IReadOnlyList<int>> RowsAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<int>("SELECT id FROM first ORDER BY id")];
    }

    private static async Task<IReadOnlyList<string>> AppliedAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>("SELECT name FROM schema_migrations ORDER BY name")];
    }
}

using System.Reflection;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderSaga.ServiceDefaults.Loops;

namespace OrderSaga.ServiceDefaults.Persistence;

/// <summary>
/// Brings the database to the schema of this build, then opens <see cref="DatabaseReadiness"/>. Waits for a database that is away.
/// Instances that start together take turns through an advisory lock, which ends with its session.
/// </summary>
internal sealed partial class Migrator(
    NpgsqlDataSource database,
    IEnumerable<MigrationSource> sources,
    DatabaseReadiness readiness,
    TimeProvider clock,
    ILogger<Migrator> logger) : BackgroundService
{
    // Any number will do, as long as nothing else in this database locks it.
    private const long LockKey = 0x6F72_6465_7273_6167;

    // Seconds; 0 is no limit. A migration takes as long as there is data, and others wait for it: a timeout would only begin it anew.
    private const int Unlimited = 0;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var outage = new OutageLog(LogAway);
        var pipeline = Retry.On(
            DatabaseFaults.IsTransient,
            fault =>
            {
                database.ClearPoolIfReadOnly(fault);
                outage.Failed(fault);
            },
            TimeSpan.FromMilliseconds(100),
            maxDelay: TimeSpan.FromSeconds(2),
            clock);
        await pipeline.ExecuteAsync(async token => await MigrateAsync(token), stoppingToken);
        readiness.Open();
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: Unlimited, cancellationToken: cancellationToken));
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    source     text NOT NULL,
                    name       text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY (source, name)
                )
                """,
                cancellationToken: cancellationToken));
            foreach (var source in sources)
            {
                foreach (var resource in Scripts(source.Assembly))
                {
                    await ApplyAsync(connection, source, resource, cancellationToken);
                }
            }
        }
        finally
        {
            await UnlockAsync(connection);
        }
    }

    // The connection goes back to the pool without a reset, so the lock would outlive its use. A broken connection has lost it already, and
    // must not hide the fault that broke it.
    private static async Task UnlockAsync(NpgsqlConnection connection)
    {
        if (connection.FullState == System.Data.ConnectionState.Open)
        {
            await connection.ExecuteAsync("SELECT pg_advisory_unlock(@LockKey)", new { LockKey });
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, MigrationSource source, string resource, CancellationToken cancellationToken)
    {
        var name = resource[(resource.IndexOf(".Migrations.", StringComparison.Ordinal) + ".Migrations.".Length)..];
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var claimed = await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO schema_migrations (source, name) VALUES (@source, @name) ON CONFLICT DO NOTHING",
            new { source = source.Name, name },
            transaction,
            cancellationToken: cancellationToken));
        if (claimed == 0)
        {
            return;
        }

        await using var stream = source.Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        var sql = await reader.ReadToEndAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, commandTimeout: Unlimited, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        LogApplied(source.Name, name);
    }

    private static IEnumerable<string> Scripts(Assembly assembly) => assembly.GetManifestResourceNames()
        .Where(name => name.Contains(".Migrations.", StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is away; trying again until it is back")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Source}/{Name}")]
    private partial void LogApplied(string source, string name);
}

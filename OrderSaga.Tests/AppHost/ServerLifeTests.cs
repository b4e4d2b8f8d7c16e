using Aspire.Hosting.ApplicationModel;
using Npgsql;
using OrderSaga.AppHost.Processes;

namespace OrderSaga.Tests.AppHost;

/// <summary>Broker and database as processes: stopped, started, killed, frozen, as a person does it in the dashboard.</summary>
public sealed class ServerLifeTests(ServersAlone servers) : IClassFixture<ServersAlone>
{
    private const int Cycles = 10;

    private static readonly TimeSpan HealthDeadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task StopAndStart_TenTimes_HealthyWithinTwentySecondsEachTime()
    {
        SkipWithoutPackages();
        await Task.WhenAll(CycleAsync("postgres"), CycleAsync("messaging"));

        async Task CycleAsync(string server)
        {
            for (var cycle = 0; cycle < Cycles; cycle++)
            {
                await servers.Resources.StopAsync(server);
                await servers.Resources.CommandAsync(server, KnownResourceCommands.StartCommand);
                await servers.Resources.WaitUntilHealthyAsync(server, HealthDeadline);
            }
        }
    }

    [Fact]
    public async Task Stop_OfTheDatabase_TakesItsDatabasesAlongAndKeepsItsData()
    {
        SkipWithoutPackages();
        await ExecuteAsync("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");

        await servers.Resources.StopAsync("postgres");
        await servers.WaitAsync("orders-db", snapshot => KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text), "stopped with its server");
        await servers.Resources.StartAsync("postgres");

        Assert.Equal(7, await ExecuteAsync("SELECT id FROM kept"));
    }

    [Fact]
    public async Task Kill_OfBoth_StartsThemAgainAndCounts()
    {
        SkipWithoutPackages();
        string[] both = ["postgres", "messaging"];
        var before = both.ToDictionary(server => server, server => Restarts(servers.Snapshot(server)));

        await Task.WhenAll(both.Select(server => servers.Resources.CommandAsync(server, "kill")));

        await Task.WhenAll(both.Select(server =>
            servers.WaitAsync(server, snapshot => Restarts(snapshot) == before[server] + 1, "restarted once after the kill")));
        await Task.WhenAll(both.Select(server => servers.Resources.WaitUntilHealthyAsync(server, HealthDeadline)));
    }

    [Fact]
    public async Task Stop_ByAPerson_StaysStoppedWhileAKilledServerStartsAgain()
    {
        SkipWithoutPackages();
        var before = Restarts(servers.Snapshot("messaging"));
        await servers.Resources.StopAsync("postgres");

        // It was stopped before the other was killed, so its restart would come first.
        await servers.Resources.CommandAsync("messaging", "kill");
        await servers.WaitAsync("messaging", snapshot => Restarts(snapshot) == before + 1, "restarted once after the kill");

        Assert.Contains(servers.Snapshot("postgres").State?.Text, KnownResourceStates.TerminalStates);
        await servers.Resources.StartAsync("postgres");
        await servers.Resources.WaitUntilHealthyAsync("messaging", HealthDeadline);
    }

    [Fact]
    public async Task Freeze_AnswersNobody_ThawAnswersAgain()
    {
        SkipWithoutPackages();
        await servers.Resources.CommandAsync("postgres", "freeze");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync("SELECT 1", ";Timeout=2"));
        await servers.Resources.CommandAsync("postgres", "thaw");

        Assert.Equal(1, await ExecuteAsync("SELECT 1"));
    }

    [Fact]
    public async Task Stop_OfAFrozenServer_StopsAndStartsAgain()
    {
        SkipWithoutPackages();
        await servers.Resources.CommandAsync("postgres", "freeze");

        await servers.Resources.StopAsync("postgres");
        await servers.Resources.StartAsync("postgres");
    }

    [Fact]
    public async Task Start_DataOfAVersionThatIsNotInstalled_FailsWithWhatToDo()
    {
        SkipWithoutPackages();
        await servers.Resources.StopAsync("postgres");
        var version = Path.Combine(servers.DataOf("postgres"), "cluster", "PG_VERSION");
        var installed = await File.ReadAllTextAsync(version);
        await File.WriteAllTextAsync(version, "7\n");
        try
        {
            await servers.Resources.TryCommandAsync("postgres", KnownResourceCommands.StartCommand);
            await servers.WaitAsync("postgres", snapshot => snapshot.State?.Text == KnownResourceStates.FailedToStart, "failed to start");
            Assert.Contains(
                "were made by PostgreSQL 7, which is not installed any more. Install it, or remove that directory.", await servers.DumpAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await File.WriteAllTextAsync(version, installed);
            await servers.Resources.StartAsync("postgres");
        }
    }

    private static void SkipWithoutPackages() =>
        Assert.SkipUnless(Programs.AreInstalled, "This machine has no packages of RabbitMQ and Postgres: servers are containers here.");

    private static int Restarts(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == "Restarts")?.Value as int? ?? 0;

    private async Task<object?> ExecuteAsync(string sql, string settings = "")
    {
        await using var connection = new NpgsqlConnection(await servers.ConnectionStringAsync("orders-db") + $";Pooling=false{settings}");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}

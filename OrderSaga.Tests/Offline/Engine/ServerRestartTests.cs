using Npgsql;
using OrderSaga.Tests.Fixture;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Offline.Engine;

/// <summary>With a data volume, a server that was stopped or killed comes back with its data, its password and its port.</summary>
public sealed class ServerRestartTests(SagaApplication application)
{
    [Fact]
    public async Task Broker_Restarted_StillHoldsTheMessagesOfAQuorumQueue()
    {
        var name = $"restart-{Guid.CreateVersion7():N}";
        var uri = new Uri(await application.GetConnectionStringAsync("messaging"));
        await using (var connection = await ConnectAsync(uri))
        {
            await using var channel = await connection.CreateChannelAsync(new(true, true), Cancellation);
            await channel.QueueDeclareAsync(
                name, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: Cancellation);
            await channel.BasicPublishAsync("", name, mandatory: true, new BasicProperties { Persistent = true }, "kept"u8.ToArray(), Cancellation);
        }

        await application.RestartAsync("messaging");

        await using var again = await ConnectAsync(uri);
        await using var reader = await again.CreateChannelAsync(cancellationToken: Cancellation);
        await application.EventuallyAsync(async () => await reader.MessageCountAsync(name, Cancellation) == 1, "the message is still there");
        await reader.QueueDeleteAsync(name, ifUnused: false, ifEmpty: false, cancellationToken: Cancellation);
    }

    [Fact]
    public async Task Database_Killed_StillHoldsWhatWasCommitted()
    {
        var connectionString = await application.GetConnectionStringAsync("orders-db");
        await using var before = NpgsqlDataSource.Create(connectionString);
        await before.CreateCommand("CREATE TABLE restart_test AS SELECT 42 AS answer").ExecuteNonQueryAsync(Cancellation);

        await application.KillAsync("postgres");
        await application.StartAsync("postgres");

        await using var after = NpgsqlDataSource.Create(connectionString);
        Assert.Equal(42, await after.CreateCommand("SELECT answer FROM restart_test").ExecuteScalarAsync(Cancellation));
        await after.CreateCommand("DROP TABLE restart_test").ExecuteNonQueryAsync(Cancellation);

        // The services' pools still hold connections that died with the server, and the next test would be answered 503 for each.
        foreach (var service in new[] { application.Orders, application.Inventory, application.Payment })
        {
            await application.EventuallyAsync(
                async () => (await service.GetStringAsync("/health", Cancellation)).StartsWith("""{"status":"Healthy""", StringComparison.Ordinal), "all is well");
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<IConnection> ConnectAsync(Uri uri) =>
        await new ConnectionFactory { Uri = uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(Cancellation);
}

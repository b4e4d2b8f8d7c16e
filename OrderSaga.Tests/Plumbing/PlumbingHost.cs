using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.Tests.Fixture;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Plumbing;

/// <summary>
/// A service made of the plumbing alone, on the shared broker and database server but with an exchange, a queue and a database of its
/// own, so that tests neither meet each other nor the application's services.
/// </summary>
internal sealed class PlumbingHost : IAsyncDisposable
{
    private readonly IHost host;

    private PlumbingHost(IHost host, PlumbingNames names, RecordingHandler handler, IConnection broker, IChannel channel)
    {
        this.host = host;
        (Names, Handler, Broker, Channel) = (names, handler, broker, channel);
        Database = host.Services.GetRequiredService<NpgsqlDataSource>();
    }

    public PlumbingNames Names { get; }

    public RecordingHandler Handler { get; }

    /// <summary>The test's own connection to the broker.</summary>
    public IConnection Broker { get; }

    public IChannel Channel { get; }

    public NpgsqlDataSource Database { get; }

    public IServiceProvider Services => host.Services;

    public static async Task<PlumbingHost> StartAsync(
        SagaApplication application, Action<Dictionary<string, string?>>? settings = null, PlumbingNames? names = null, bool start = true)
    {
        names ??= await PlumbingNames.CreateAsync(application);
        var configuration = new Dictionary<string, string?>
        {
            ["ConnectionStrings:messaging"] = names.Messaging,
            [$"ConnectionStrings:{PlumbingNames.DatabaseConnection}"] = names.Database,
            ["Outbox:SweepInterval"] = "00:00:00.200",
            ["Outbox:SweepGrace"] = "00:00:01",
            ["Consumer:RetryDelay"] = "00:00:00.050",
        };
        settings?.Invoke(configuration);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = names.Service });
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.AddSagaService<RecordingHandler>(names.Service, PlumbingNames.DatabaseConnection);
        builder.Services.PostConfigure<MessagingOptions>(options =>
        {
            options.Exchange = names.Exchange;
            options.Queues = [new QueueBinding(names.Service, [EventTypes.OrderCreated])];
        });
        var host = builder.Build();
        var handler = (RecordingHandler)host.Services.GetRequiredService<IBatchHandler>();
        var broker = await new ConnectionFactory { Uri = new Uri(names.Messaging) }.CreateConnectionAsync();
        var channel = await broker.CreateChannelAsync(new CreateChannelOptions(true, true));
        var plumbing = new PlumbingHost(host, names, handler, broker, channel);
        if (start)
        {
            await plumbing.RunAsync();
        }

        return plumbing;
    }

    /// <summary>Starts the loops, and waits for the schema and for the queue.</summary>
    public async Task RunAsync()
    {
        await host.StartAsync();
        await Services.GetRequiredService<DatabaseReadiness>().WaitAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync(
            () => Task.FromResult(Services.GetRequiredService<BrokerState>().IsConnected), "the plumbing is connected to the broker");
    }

    public Task StopAsync() => host.StopAsync();

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    public Task<long> CountAsync(string table) => ScalarAsync<long>($"SELECT count(*) FROM {table}");

    public Task<uint> ParkedAsync() => Channel.MessageCountAsync(Routes.DeadLetterQueue(Names.Service));

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        await Broker.DisposeAsync();
    }
}

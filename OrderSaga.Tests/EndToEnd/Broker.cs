using OrderSaga.Contracts;
using OrderSaga.Contracts.Events;
using OrderSaga.Tests.Fixture;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.Tests.EndToEnd;

/// <summary>The application's broker, as somebody with its password sees it.</summary>
internal sealed class Broker(IConnection connection, IChannel channel) : IAsyncDisposable
{
    public static readonly string[] Queues = [Routes.OrderService, Routes.InventoryService, Routes.PaymentService];

    public static async Task<Broker> ConnectAsync(SagaApplication application)
    {
        var address = new Uri(await application.GetConnectionStringAsync("messaging"));
        var connection = await new ConnectionFactory { Uri = address }.CreateConnectionAsync();
        return new Broker(connection, await connection.CreateChannelAsync(new CreateChannelOptions(true, true)));
    }

    /// <summary>Takes a message away for good, and answers it. Waits for one to come.</summary>
    public async Task<BasicGetResult> StealAsync(SagaApplication application, string queue)
    {
        BasicGetResult? stolen = null;
        await application.EventuallyAsync(
            async () => (stolen = await channel.BasicGetAsync(queue, autoAck: true)) is not null, $"a message is in {queue}");
        return stolen!;
    }

    /// <summary>
    /// Takes messages away for good until one of this type comes, and answers that. Others come before it if the monitor has driven the
    /// order again meanwhile, as it does on a disk that stands still for seconds.
    /// </summary>
    public async Task<BasicGetResult> StealAsync(SagaApplication application, string queue, string type)
    {
        while (true)
        {
            var stolen = await StealAsync(application, queue);
            if (stolen.BasicProperties.Type == type)
            {
                return stolen;
            }
        }
    }

    public Task<uint> PurgeAsync(string queue) => channel.QueuePurgeAsync(queue);

    public Task<uint> CountAsync(string queue) => channel.MessageCountAsync(queue);

    /// <summary>Whether the page listens, which takes what no service consumes; the broker returns that otherwise.</summary>
    public async Task<bool> IsPageListeningAsync()
    {
        try
        {
            await channel.BasicPublishAsync(Routes.Exchange, "nothing.for.a.service", mandatory: true, ReadOnlyMemory<byte>.Empty);
            return true;
        }
        catch (PublishException e) when (e.IsReturn)
        {
            return false;
        }
    }

    /// <summary>
    /// Leaves the events of a type that one service alone consumes without a queue, while <paramref name="meanwhile"/> runs. The page,
    /// which listens to everything, must not run.
    /// </summary>
    public async Task WhileUnroutableAsync(string type, string queue, Func<Task> meanwhile)
    {
        await channel.QueueUnbindAsync(queue, Routes.Exchange, type);
        try
        {
            await meanwhile();
        }
        finally
        {
            await channel.QueueBindAsync(queue, Routes.Exchange, type);
        }
    }

    /// <summary>Binds a queue that is full to the events of a type, while <paramref name="meanwhile"/> runs: the broker nacks them.</summary>
    public async Task WhileFullAsync(string type, Func<Task> meanwhile)
    {
        var full = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: false, new Dictionary<string, object?>
        {
            ["x-max-length"] = 1,
            ["x-overflow"] = "reject-publish",
        });
        await channel.BasicPublishAsync("", full.QueueName, mandatory: true, new BasicProperties(), ReadOnlyMemory<byte>.Empty);
        await channel.QueueBindAsync(full.QueueName, Routes.Exchange, type);
        try
        {
            await meanwhile();
        }
        finally
        {
            await channel.QueueDeleteAsync(full.QueueName);
        }
    }

    /// <summary>Publishes the very same message again: id, type, headers, body.</summary>
    public async Task PublishAgainAsync(BasicGetResult message, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await channel.BasicPublishAsync(
                Routes.Exchange, message.RoutingKey, mandatory: true, new BasicProperties(message.BasicProperties), message.Body);
        }
    }

    public async Task PublishAsync(ISagaEvent sagaEvent)
    {
        var type = EventCodec.TypeOf(sagaEvent);
        var properties = new BasicProperties { MessageId = Guid.CreateVersion7().ToString(), Type = type, AppId = "stranger" };
        await channel.BasicPublishAsync(Routes.Exchange, type, mandatory: true, properties, EventCodec.Serialize(sagaEvent));
    }

    public async Task PublishGarbageAsync(string queue, string? type, byte[] body) =>
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Type = type }, body);

    /// <summary>An own queue that gets a copy of every event from now on.</summary>
    public async Task<string> TapAsync()
    {
        var tap = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        await channel.QueueBindAsync(tap.QueueName, Routes.Exchange, "#");
        return tap.QueueName;
    }

    public async ValueTask DisposeAsync() => await connection.DisposeAsync();
}

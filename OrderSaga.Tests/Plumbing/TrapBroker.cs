using OrderSaga.Contracts.Events;
using OrderSaga.Tests.Fixture;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Plumbing;

/// <summary>An exchange and a queue that one test has to itself, and two connections: one over a wire that can be held, one beside it.</summary>
internal sealed class TrapBroker : IAsyncDisposable
{
    private readonly IConnection observer;
    private readonly IChannel observing;
    private readonly string queue;

    private TrapBroker(HeldWire wire, IConnection connection, IConnection observer, IChannel observing, string queue)
    {
        (Wire, Connection, Exchange) = (wire, connection, queue);
        (this.observer, this.observing, this.queue) = (observer, observing, queue);
    }

    public HeldWire Wire { get; }

    /// <summary>Over the wire.</summary>
    public IConnection Connection { get; }

    public string Exchange { get; }

    public static async Task<TrapBroker> StartAsync(SagaApplication application)
    {
        var address = await application.GetConnectionStringAsync("messaging");
        var wire = HeldWire.To(address);
        var connection = await new ConnectionFactory { Uri = wire.Address }.CreateConnectionAsync();
        var observer = await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync();
        var observing = await observer.CreateChannelAsync();

        // Exclusive: it goes with the connection, and the exchange with its last binding.
        var name = "trap-" + Guid.CreateVersion7();
        await observing.ExchangeDeclareAsync(name, ExchangeType.Topic, autoDelete: true);
        await observing.QueueDeclareAsync(name, durable: false, exclusive: true);
        await observing.QueueBindAsync(name, name, EventTypes.OrderCreated);
        return new TrapBroker(wire, connection, observer, observing, name);
    }

    /// <summary>Messages that have arrived.</summary>
    public Task<uint> CountAsync() => observing.MessageCountAsync(queue);

    /// <summary>From now on the broker closes a channel on which something is published.</summary>
    public Task DeleteExchangeAsync() => observing.ExchangeDeleteAsync(Exchange);

    public async Task<IReadOnlyBasicProperties> GetAsync() => (await observing.BasicGetAsync(queue, autoAck: true))!.BasicProperties;

    public async ValueTask DisposeAsync()
    {
        Wire.Release();
        await Connection.DisposeAsync();
        await observer.DisposeAsync();
        await Wire.DisposeAsync();
    }
}

using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.Bench;

/// <summary>A quorum queue, one connection that publishes into it with confirms and another that reads from it.</summary>
internal sealed class BareQueue : IAsyncDisposable
{
    private const string Name = "bench-bare";

    /// <summary>Acknowledged in one frame.</summary>
    private const ulong ReadAtOnce = 100;

    private readonly IConnection publishing;
    private readonly IConnection reading;
    private readonly IChannel publisher;
    private readonly Channel<int> arrived = Channel.CreateUnbounded<int>();
    private Task confirming = Task.CompletedTask;

    private BareQueue(IConnection publishing, IConnection reading, IChannel publisher) =>
        (this.publishing, this.reading, this.publisher) = (publishing, reading, publisher);

    /// <summary>About as long as an event.</summary>
    public static string Payload { get; } = new('x', 120);

    private static ReadOnlyMemory<byte> Body { get; } = Encoding.UTF8.GetBytes(Payload);

    private static BasicProperties Properties { get; } = new() { DeliveryMode = DeliveryModes.Persistent };

    public static async Task<BareQueue> OpenAsync(string address)
    {
        var factory = new ConnectionFactory { Uri = new Uri(address) };
        var publishing = await factory.CreateConnectionAsync();
        var reading = await factory.CreateConnectionAsync();
        var confirming = new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, null);
        var queue = new BareQueue(publishing, reading, await publishing.CreateChannelAsync(confirming));

        // Whoever waits for a message is told that none will come: the broker stops when the bench is asked to.
        reading.ConnectionShutdownAsync += (_, reason) =>
        {
            queue.arrived.Writer.TryComplete(new AlreadyClosedException(reason));
            return Task.CompletedTask;
        };

        var channel = await reading.CreateChannelAsync();
        await channel.QueueDeclareAsync(
            Name, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await channel.BasicQosAsync(0, prefetchCount: 2000, global: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => queue.ReadAsync(channel, delivery.DeliveryTag);
        await channel.BasicConsumeAsync(Name, autoAck: false, consumer);
        return queue;
    }

    /// <summary>Returns when the message has reached its reader; that the broker has confirmed it is not waited for, as in a saga.</summary>
    public async Task RoundTripAsync()
    {
        await confirming;
        confirming = publisher.BasicPublishAsync("", Name, mandatory: true, Properties, Body).AsTask();
        await arrived.Reader.ReadAsync();
    }

    /// <summary>Answers the messages a second that were published, confirmed, and read.</summary>
    public async Task<double> StreamAsync(int inFlight, TimeSpan duration)
    {
        await confirming;
        using var slots = new SemaphoreSlim(inFlight, inFlight);
        var started = Stopwatch.GetTimestamp();
        var published = 0;
        for (; Stopwatch.GetElapsedTime(started) < duration; published++)
        {
            await slots.WaitAsync();
            _ = PublishAsync(slots);
        }

        for (var i = 0; i < published; i++)
        {
            await arrived.Reader.ReadAsync();
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        for (var i = 0; i < inFlight; i++)
        {
            await slots.WaitAsync();
        }

        return published / seconds;
    }

    public async ValueTask DisposeAsync()
    {
        await confirming;
        await publisher.QueueDeleteAsync(Name);
        await publishing.DisposeAsync();
        await reading.DisposeAsync();
    }

    private async Task PublishAsync(SemaphoreSlim slots)
    {
        try
        {
            await publisher.BasicPublishAsync("", Name, mandatory: true, Properties, Body);
        }
        catch (Exception e)
        {
            // Whoever waits for the message to arrive is told why it never will.
            arrived.Writer.TryComplete(e);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task ReadAsync(IChannel channel, ulong tag)
    {
        arrived.Writer.TryWrite(0);
        if (tag % ReadAtOnce == 0)
        {
            await channel.BasicAckAsync(tag, multiple: true);
        }
    }
}

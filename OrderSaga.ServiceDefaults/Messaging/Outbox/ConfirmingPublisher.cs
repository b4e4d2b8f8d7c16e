using System.Diagnostics;
using System.Text;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Telemetry;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>
/// Publishes on one channel with many messages in flight, and tells for each how the broker answered: confirmed, returned
/// (<c>mandatory</c>, no queue is bound) or nacked. https://www.rabbitmq.com/docs/confirms
/// </summary>
/// <remarks>
/// Confirms are counted here rather than by the client: its tracking adds a header to every message and a task to every publish, and
/// its rate limiter throws when exhausted. One writer at a time: the sequence numbers are ours. After any exception the channel's
/// count is unknown, and the publisher is of no further use.
/// </remarks>
internal sealed class ConfirmingPublisher : IPublisher
{
    private readonly IChannel channel;
    private readonly MessagingOptions messaging;
    private readonly Action<OutboxMessage, PublishOutcome> answered;
    private readonly TaskCompletionSource<Exception> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One more than the capacity, from when the channel is closed.
    private readonly SemaphoreSlim slots;
    private readonly int capacity;
    private readonly Lock gate = new();
    private readonly Dictionary<ulong, InFlight> inFlight = [];
    private ulong nextSequence;
    private long answers;

    // Touched on the connection's thread alone.
    private readonly Dictionary<string, string> returned = [];

    private ConfirmingPublisher(
        IChannel channel, ulong firstSequence, MessagingOptions messaging, int capacity, Action<OutboxMessage, PublishOutcome> answered)
    {
        this.channel = channel;
        this.messaging = messaging;
        this.answered = answered;
        this.capacity = capacity;
        slots = new SemaphoreSlim(capacity, capacity + 1);
        nextSequence = firstSequence;
        channel.BasicReturnAsync += OnReturned;
        channel.BasicAcksAsync += OnAcked;
        channel.BasicNacksAsync += OnNacked;
        channel.ChannelShutdownAsync += OnShutdown;
    }

    public Task<Exception> Closed => closed.Task;

    public PublisherProgress Progress
    {
        get
        {
            lock (gate)
            {
                return new PublisherProgress(inFlight.Count, answers);
            }
        }
    }

    /// <param name="connection">The connection to open a channel on.</param>
    /// <param name="messaging">Exchange and sender.</param>
    /// <param name="capacity">Messages in flight at the most; the next publish waits.</param>
    /// <param name="answered">Called for each message, on the connection's thread: it must not block.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<ConfirmingPublisher> OpenAsync(
        IConnection connection,
        MessagingOptions messaging,
        int capacity,
        Action<OutboxMessage, PublishOutcome> answered,
        CancellationToken cancellationToken)
    {
        var options = new CreateChannelOptions(
            publisherConfirmationsEnabled: true,
            publisherConfirmationTrackingEnabled: false,
            null);
        var channel = await connection.CreateChannelAsync(options, cancellationToken);
        var first = await channel.GetNextPublishSequenceNumberAsync(cancellationToken);
        return new ConfirmingPublisher(channel, first, messaging, capacity, answered);
    }

    public async ValueTask PublishAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await TakeSlotAsync(cancellationToken);
        var span = PublishSpan.Start(message, messaging.Exchange);
        lock (gate)
        {
            inFlight.Add(nextSequence++, new InFlight(message, span, Stopwatch.GetTimestamp()));
        }

        var properties = MessageProperties.Of(message, span?.Id, messaging.Service);
        await channel.BasicPublishAsync(
            messaging.Exchange, message.Type, mandatory: true, properties, Encoding.UTF8.GetBytes(message.Payload), cancellationToken);
    }

    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var taken = 0;
        try
        {
            for (; taken < capacity; taken++)
            {
                await TakeSlotAsync(cancellationToken);
            }
        }
        finally
        {
            if (taken > 0)
            {
                slots.Release(taken);
            }
        }
    }

    /// <summary>
    /// The channel ends with its connection: to close it by itself takes an answer, which a broker that has blocked the connection does not
    /// give, and for which the client waits 20 s.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        InFlight[] unanswered;
        lock (gate)
        {
            unanswered = [.. inFlight.Values];
            inFlight.Clear();
        }

        Array.ForEach(unanswered, message => PublishSpan.End(message.Span, "unanswered"));
        return ValueTask.CompletedTask;
    }

    private async ValueTask TakeSlotAsync(CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        if (closed.Task.IsCompleted)
        {
            slots.Release();
            throw new AlreadyClosedException(channel.CloseReason!);
        }
    }

    /// <summary>
    /// The broker closes a channel for what it is asked to do on it (an exchange is gone, a permission was taken away), and the connection
    /// lives on: nobody else hears of it.
    /// </summary>
    private Task OnShutdown(object sender, ShutdownEventArgs reason)
    {
        if (reason.Initiator != ShutdownInitiator.Application && closed.TrySetResult(new AlreadyClosedException(reason)))
        {
            // Otherwise a publish that waits for a slot would wait for ever.
            slots.Release();
        }

        return Task.CompletedTask;
    }

    /// <summary>The broker returns a message before it confirms it: https://www.rabbitmq.com/docs/publishers#unroutable</summary>
    private Task OnReturned(object sender, BasicReturnEventArgs unroutable)
    {
        returned[unroutable.BasicProperties.MessageId ?? ""] = $"{unroutable.ReplyCode} {unroutable.ReplyText}";
        return Task.CompletedTask;
    }

    private Task OnAcked(object sender, BasicAckEventArgs ack)
    {
        Answer(ack.DeliveryTag, ack.Multiple, nacked: false);
        return Task.CompletedTask;
    }

    private Task OnNacked(object sender, BasicNackEventArgs nack)
    {
        Answer(nack.DeliveryTag, nack.Multiple, nacked: true);
        return Task.CompletedTask;
    }

    private void Answer(ulong tag, bool multiple, bool nacked)
    {
        var released = 0;
        foreach (var sequence in multiple ? InFlightUpTo(tag) : [tag])
        {
            InFlight answer;
            lock (gate)
            {
                if (!inFlight.Remove(sequence, out answer))
                {
                    continue;
                }

                answers++;
            }

            released++;
            var reason = nacked ? "nacked" : ReturnReason(answer.Message);
            Instruments.Answered(Stopwatch.GetElapsedTime(answer.PublishedAt));
            if (reason is not null)
            {
                // What is logged of a refusal carries the message's own trace.
                Activity.Current = answer.Span;
            }

            answered(answer.Message, new PublishOutcome(reason));
            PublishSpan.End(answer.Span, reason);
        }

        if (released > 0)
        {
            slots.Release(released);
        }
    }

    // The messages in flight are few. The numbers since the last multiple confirm may be millions.
    private ulong[] InFlightUpTo(ulong tag)
    {
        lock (gate)
        {
            return [.. inFlight.Keys.Where(sequence => sequence <= tag).Order()];
        }
    }

    private string? ReturnReason(OutboxMessage message) =>
        returned.Count > 0 && returned.Remove(message.MessageId.ToString(), out var reason) ? reason : null;

    private readonly record struct InFlight(OutboxMessage Message, Activity? Span, long PublishedAt);
}

using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.DeadLetters;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.ServiceDefaults.Telemetry;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>
/// Takes the messages that have arrived, up to a batch, has them handled in one transaction, and acknowledges after the commit. A fault of
/// the database is retried with the same batch. Any other fault splits the batch, so that a poison message harms no neighbour.
/// </summary>
internal sealed partial class BatchConsumer(
    BrokerLoop broker,
    DatabaseReadiness database,
    BatchProcessor processor,
    FaultPolicy policy,
    DeadLetterPublisher deadLetters,
    IConsumptionGate intake,
    [FromKeyedServices(BatchConsumer.LoopName)] LoopState loop,
    IOptions<ConsumerOptions> options,
    IOptions<MessagingOptions> messaging,
    TimeProvider clock,
    ILogger<BatchConsumer> logger) : BackgroundService
{
    public const string LoopName = "consumer";

    // The batch in hand may finish within this time. Then the relay sends its events, and Aspire kills a service 6 s after it asked it to stop.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    // The broker does not take the dead letter. It is tried again after this.
    private static readonly TimeSpan DeadLetterDelay = TimeSpan.FromSeconds(5);

    private readonly ConsumerOptions consumer = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        var role = messaging.Value.Service + " consumer";
        try
        {
            await broker.RunAsync(role, (connection, _, lost) => RunSessionAsync(connection, lost, stoppingToken), stoppingToken);
        }
        finally
        {
            await deadLetters.EndAsync();
        }
    }

    private async Task RunSessionAsync(IConnection connection, CancellationToken lost, CancellationToken stopping)
    {
        var session = await ConsumerSession.OpenAsync(connection, messaging.Value, consumer.Prefetch, clock, lost);
        await using var taking = await intake.OpenAsync(session, lost);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(lost, stopping);
        using var bound = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        await using var stopped = stopping.Register(() => bound.CancelAfter(StopTimeout));
        using var working = CancellationTokenSource.CreateLinkedTokenSource(lost, bound.Token);
        var batch = new List<Delivery>(consumer.MaxBatchSize);
        var schedule = new BatchSchedule(clock);

        // The broker hands out no more than the prefetch.
        var full = Math.Min(consumer.MaxBatchSize, (int)consumer.Prefetch);
        try
        {
            while (await session.Deliveries.WaitToReadAsync(waiting.Token) && !stopping.IsCancellationRequested)
            {
                await schedule.WaitAsync(waiting.Token);
                TakeWhatHasArrived(session, batch);
                loop.Begin();
                await HandleAsync(session, batch, working.Token);
                loop.End();
                schedule.End(batch.Count, isFull: batch.Count >= full);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !lost.IsCancellationRequested)
        {
            // The broker delivers again what is not acknowledged.
        }
        finally
        {
            loop.End();
        }
    }

    private void TakeWhatHasArrived(ConsumerSession session, List<Delivery> batch)
    {
        batch.Clear();
        while (batch.Count < consumer.MaxBatchSize && session.Deliveries.TryRead(out var delivery))
        {
            batch.Add(delivery);
        }
    }

    private async Task HandleAsync(ConsumerSession session, List<Delivery> batch, CancellationToken cancellationToken)
    {
        List<Delivery> alone = [.. batch.Where(delivery => delivery.MustBeAlone)];

        // One of them may kill the process. In a new order each time, half of the others are handled before it.
        Random.Shared.Shuffle(CollectionsMarshal.AsSpan(alone));
        List<Delivery> together = alone.Count == 0 ? batch : [.. batch.Except(alone)];
        if (together.Count > 0 && await TryAsync(together, cancellationToken) is { } fault)
        {
            if (together.Count == 1)
            {
                await FailAsync(session, together[0], fault, cancellationToken);
            }
            else
            {
                LogSplit(fault, together.Count);
                alone.AddRange(together);
            }
        }
        else if (together.Count > 0)
        {
            foreach (var delivery in together)
            {
                await session.AcknowledgeAsync(delivery);
            }
        }

        foreach (var delivery in alone)
        {
            loop.Begin();
            await HandleAloneAsync(session, delivery, cancellationToken);
        }
    }

    private async Task HandleAloneAsync(ConsumerSession session, Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Message is null)
        {
            // It could not be parsed, so no retry helps.
            delivery.FailedAttempts = 1;
            await DeadLetterAsync(session, delivery, cancellationToken);
        }
        else if (delivery.Publishing is not null)
        {
            // It is being published as a dead letter. To handle it now would do both.
            await DeadLetterAsync(session, delivery, cancellationToken);
        }
        else if (await TryAsync([delivery], cancellationToken) is { } fault)
        {
            await FailAsync(session, delivery, fault, cancellationToken);
        }
        else
        {
            await session.AcknowledgeAsync(delivery);
        }
    }

    /// <summary>Null when the messages are committed. Otherwise a fault that the messages cause.</summary>
    private async Task<Exception?> TryAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        try
        {
            await policy.ExecuteAsync(token => processor.ProcessAsync(deliveries, token), cancellationToken);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return e;
        }
    }

    private async Task FailAsync(ConsumerSession session, Delivery delivery, Exception fault, CancellationToken cancellationToken)
    {
        delivery.Fault = fault;
        delivery.FirstFailedAt ??= clock.GetUtcNow();
        delivery.FailedAttempts++;
        if (delivery.FailedAttempts >= consumer.MaxAttempts)
        {
            await DeadLetterAsync(session, delivery, cancellationToken);
            return;
        }

        Instruments.Retries.Add(1, new KeyValuePair<string, object?>("error.type", fault.GetType().FullName));
        session.Defer(delivery, consumer.RetryDelay * Math.Pow(2, delivery.FailedAttempts - 1));
    }

    /// <summary>Acknowledges a message only after the broker has confirmed its dead letter. Meanwhile other messages go on.</summary>
    private async Task DeadLetterAsync(ConsumerSession session, Delivery delivery, CancellationToken cancellationToken)
    {
        using var span = DeadLetterSpans.StartDeadLetter(delivery, messaging.Value);
        var properties = DeadLetterHeaders.Describe(delivery, messaging.Value.Service, clock.GetUtcNow());
        if (!await deadLetters.TryPublishAsync(delivery, properties, cancellationToken))
        {
            session.Defer(delivery, DeadLetterDelay);
            return;
        }

        await session.AcknowledgeAsync(delivery);
        Instruments.DeadLetters.Add(1);
        var message = delivery.Properties;
        LogDeadLettered(
            delivery.Fault, message.Type, message.MessageId, message.CorrelationId, messaging.Value.DeadLetterQueue, delivery.FailedAttempts);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of {Count} messages failed as a whole; each is tried alone")]
    private partial void LogSplit(Exception fault, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Dead-lettered {Type} {MessageId} of order {OrderId} to {Queue} after {Attempts} attempts")]
    private partial void LogDeadLettered(Exception? fault, string? type, string? messageId, string? orderId, string queue, int attempts);
}

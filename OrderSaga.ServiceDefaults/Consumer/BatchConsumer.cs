using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderSaga.ServiceDefaults.Database;
using OrderSaga.ServiceDefaults.DeadLetters;
using OrderSaga.ServiceDefaults.Health;
using OrderSaga.ServiceDefaults.Messaging;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Consumer;

/// <summary>
/// Takes what has arrived, up to a batch and at a pace rather than waiting for it to fill, has it handled in one transaction, and
/// acknowledges after the commit. A fault in operation makes it wait and try the same batch again; any other splits the batch, so that a
/// message which cannot be handled harms no neighbour.
/// </summary>
internal sealed partial class BatchConsumer(
    BrokerLoop broker,
    DatabaseReadiness database,
    BatchProcessor processor,
    FaultPolicy policy,
    ParkingPublisher parking,
    IIntake intake,
    [FromKeyedServices(BatchConsumer.LoopName)] LoopState loop,
    IOptions<ConsumerOptions> options,
    IOptions<MessagingOptions> messaging,
    TimeProvider clock,
    ILogger<BatchConsumer> logger) : BackgroundService
{
    public const string LoopName = "consumer";

    // The batch in hand may finish within this time. Then the relay sends its events, and Aspire kills a service 6 s after it asked it to stop.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    // Each attempt to park is an attempt to handle it, too.
    private static readonly TimeSpan ParkingDelay = TimeSpan.FromSeconds(5);

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
            await parking.EndAsync();
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
            // Asked to stop: what is not acknowledged goes back to the broker with the channel.
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
        List<Delivery> alone = [.. batch.Where(delivery => delivery.Message is null || delivery.IsSuspect || delivery.FailedAttempts > 0)];

        // One may kill the process, and comes again before the others: in another order each time, half of them get past it.
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
            // No further attempt would understand it better.
            delivery.FailedAttempts = 1;
            await ParkAsync(session, delivery, cancellationToken);
        }
        else if (delivery.Parking is not null)
        {
            // Its copy is on the way already: to handle it now would be both.
            await ParkAsync(session, delivery, cancellationToken);
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

    /// <summary>Null when it is committed, else the fault that is the messages' own.</summary>
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
            await ParkAsync(session, delivery, cancellationToken);
            return;
        }

        Telemetry.Retries.Add(1, new KeyValuePair<string, object?>("error.type", fault.GetType().FullName));
        session.SetAside(delivery, consumer.RetryDelay * Math.Pow(2, delivery.FailedAttempts - 1));
    }

    /// <summary>
    /// Moves a delivery to the dead letters: acknowledged only once the broker has confirmed the copy. While it does not take it, others go on.
    /// </summary>
    private async Task ParkAsync(ConsumerSession session, Delivery delivery, CancellationToken cancellationToken)
    {
        using var span = DeadLetterSpans.StartPark(delivery, messaging.Value);
        var properties = DeadLetterHeaders.Describe(delivery, messaging.Value.Service, clock.GetUtcNow());
        if (!await parking.TryPublishAsync(delivery, properties, cancellationToken))
        {
            session.SetAside(delivery, ParkingDelay);
            return;
        }

        await session.AcknowledgeAsync(delivery);
        Telemetry.Parked.Add(1);
        var message = delivery.Properties;
        LogParked(
            delivery.Fault, message.Type, message.MessageId, message.CorrelationId, messaging.Value.DeadLetterQueue, delivery.FailedAttempts);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of {Count} messages failed as a whole; each is tried alone")]
    private partial void LogSplit(Exception fault, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Parked {Type} {MessageId} of order {OrderId} in {Queue} after {Attempts} attempts")]
    private partial void LogParked(Exception? fault, string? type, string? messageId, string? orderId, string queue, int attempts);
}

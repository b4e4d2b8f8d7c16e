using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.ServiceDefaults.Telemetry;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>
/// Publishes the rows of the outbox. It takes rows from memory right after their commit, and has a row deleted only after the broker has
/// confirmed it. Rows that fail on this path are left to the <see cref="OutboxSweep"/>, which reads the table.
/// </summary>
internal sealed partial class OutboxRelay(
    BrokerLoop broker,
    DatabaseReadiness database,
    OutboxChannel handoff,
    OutboxRowDeleter confirmed,
    OutboxSweep sweep,
    Refusals refusals,
    IPublisherFactory publishers,
    IOptions<OutboxOptions> options,
    IOptions<MessagingOptions> messaging,
    TimeProvider clock,
    ILogger<OutboxRelay> logger) : BackgroundService
{
    // Each lasts for a ConfirmTimeout. More patience than a sweep has, since each new session sends everything in flight again.
    private const int MaxChecksWithoutConfirm = 6;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        var role = messaging.Value.Service + " relay";
        await broker.RunAsync(role, (connection, flow, lost) => RunSessionAsync(connection, flow, lost, stoppingToken), stoppingToken);
    }

    private async Task RunSessionAsync(IConnection connection, BlockedState flow, CancellationToken lost, CancellationToken stopping)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(lost);
        await using var publisher = await publishers.OpenAsync(connection, OnAnswered, session.Token);
        await using var sweeper = await sweep.OpenAsync(connection, session.Token);

        // After all channels are open: a blocked connection opens no more channels.
        await flow.ProbeAsync(connection, options.Value.ConfirmTimeout, clock, session.Token);
        handoff.Open(flow, takes: options.Value.HandOff);
        var sweeping = EndingAsync(session, sweep.RunAsync(sweeper, flow, session.Token, stopping));
        var deleting = EndingAsync(session, confirmed.RunAsync(session.Token));
        var watching = Task.WhenAll(
            EndingAsync(session, WatchAsync(publisher, flow, session.Token)), EndingAsync(session, WatchAsync(sweeper, flow, session.Token)));
        try
        {
            await PublishAndDrainAsync(publisher, session.Token, stopping);
        }
        finally
        {
            handoff.Close();
            await session.CancelAsync();
            try
            {
                await Task.WhenAll(sweeping, deleting, watching);
            }
            finally
            {
                await confirmed.FlushAsync(options.Value.ConfirmTimeout);
            }
        }
    }

    /// <summary>A part that fails ends the session. The next session begins with all parts, on new channels.</summary>
    private static async Task EndingAsync(CancellationTokenSource session, Task part)
    {
        try
        {
            await part;
        }
        catch (Exception)
        {
            await session.CancelAsync();
            throw;
        }
    }

    /// <summary>
    /// Ends the session when the channel closes, or when nothing is confirmed for 30 s while messages are in flight. Otherwise those rows would
    /// stay hidden from the sweep.
    /// </summary>
    private async Task WatchAsync(IPublisher publisher, BlockedState flow, CancellationToken session)
    {
        try
        {
            for (var checks = 0; checks < MaxChecksWithoutConfirm;)
            {
                var (answered, blocks) = (publisher.Progress.Answered, flow.Blocks);
                await Task.WhenAny(publisher.Closed, Task.Delay(options.Value.ConfirmTimeout, clock, session));
                if (publisher.Closed.IsCompleted)
                {
                    throw await publisher.Closed;
                }

                session.ThrowIfCancellationRequested();
                var progress = publisher.Progress;
                var isStuck = progress.InFlight > 0 && progress.Answered == answered && !flow.IsOrWasBlockedSince(blocks);
                checks = isStuck ? checks + 1 : 0;
            }
        }
        catch (OperationCanceledException) when (session.IsCancellationRequested)
        {
            // The session ends for another reason.
            return;
        }

        throw new TimeoutException(
            $"The broker has confirmed nothing in {options.Value.ConfirmTimeout * MaxChecksWithoutConfirm}, though messages wait for it.");
    }

    /// <summary>A stop bounds all of it, even a publish: a blocked connection never completes it.</summary>
    private async Task PublishAndDrainAsync(IPublisher publisher, CancellationToken lost, CancellationToken stopping)
    {
        using var bound = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        await using var stopped = stopping.Register(() => bound.CancelAfter(options.Value.ConfirmTimeout));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, bound.Token);
        try
        {
            await PublishUntilStoppedAsync(publisher, either.Token, stopping);
            while (handoff.Reader.TryRead(out var message))
            {
                await publisher.PublishAsync(message, either.Token);
            }

            await publisher.DrainAsync(either.Token);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !lost.IsCancellationRequested)
        {
            LogNotDrained();
        }
    }

    private async Task PublishUntilStoppedAsync(IPublisher publisher, CancellationToken lost, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, stopping);
        try
        {
            while (await handoff.Reader.WaitToReadAsync(either.Token))
            {
                while (handoff.Reader.TryRead(out var message))
                {
                    await publisher.PublishAsync(message, lost);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !lost.IsCancellationRequested)
        {
            // Stopped while idle. The caller publishes what has come since.
        }
    }

    private void OnAnswered(OutboxMessage message, PublishOutcome outcome)
    {
        if (outcome.RefusedBecause is { } reason)
        {
            handoff.Release(message.MessageId);
            refusals.Refused(message, reason);
            return;
        }

        Instruments.Published();
        refusals.Confirmed(message);
        confirmed.Add(message.MessageId);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped before the broker had confirmed everything; the rest stays in the outbox")]
    private partial void LogNotDrained();
}

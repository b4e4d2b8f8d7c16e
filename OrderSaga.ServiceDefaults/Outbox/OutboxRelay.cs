using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderSaga.ServiceDefaults.Database;
using OrderSaga.ServiceDefaults.Messaging;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>
/// Publishes what the outbox owes. The hot path takes rows from memory right after their commit, and deletes a row only when the broker
/// has confirmed it; whatever fails on that path is left to the <see cref="OutboxSweep"/>, which reads the table.
/// </summary>
internal sealed partial class OutboxRelay(
    BrokerLoop broker,
    DatabaseReadiness database,
    OutboxHandoff handoff,
    ConfirmedRows confirmed,
    OutboxSweep sweep,
    Refusals refusals,
    IPublisherFactory publishers,
    IOptions<OutboxOptions> options,
    IOptions<MessagingOptions> messaging,
    TimeProvider clock,
    ILogger<OutboxRelay> logger) : BackgroundService
{
    // Each for a ConfirmTimeout. More than a sweep has: what the broker has in hand here is all that it can, and each new session sends it again.
    private const int LooksInVain = 6;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        var role = messaging.Value.Service + " relay";
        await broker.RunAsync(role, (connection, flow, lost) => RunSessionAsync(connection, flow, lost, stoppingToken), stoppingToken);
    }

    private async Task RunSessionAsync(IConnection connection, ConnectionFlow flow, CancellationToken lost, CancellationToken stopping)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(lost);
        await using var publisher = await publishers.OpenAsync(connection, OnAnswered, session.Token);
        await using var sweeper = await sweep.OpenAsync(connection, session.Token);

        // Only now that all channels are open. Otherwise a connection that is opened during an alarm would look sound until its first message.
        await flow.AskAsync(connection, options.Value.ConfirmTimeout, clock, session.Token);
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

    /// <summary>A part that cannot go on ends the session, so that the next one begins with all of them, on sound channels.</summary>
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
    /// What is in flight is held from the sweep for as long as the session lives; so is what the sweep has sent and let go of. On a channel that
    /// the broker has closed nobody answers for it any more; nor where the broker has answered for nothing at all in a long time, though it
    /// takes what is published.
    /// </summary>
    private async Task WatchAsync(IPublisher publisher, ConnectionFlow flow, CancellationToken session)
    {
        try
        {
            for (var looks = 0; looks < LooksInVain;)
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
                looks = isStuck ? looks + 1 : 0;
            }
        }
        catch (OperationCanceledException) when (session.IsCancellationRequested)
        {
            // The session ends for another reason.
            return;
        }

        throw new TimeoutException(
            $"The broker has confirmed nothing in {options.Value.ConfirmTimeout * LooksInVain}, though messages wait for it.");
    }

    /// <summary>From the stop on all of it is bounded: even a message that is being published, as a blocked connection does not take it.</summary>
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
            // Asked to stop while there was nothing to do: what has come since is drained by the caller.
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

        Telemetry.Published();
        refusals.Confirmed(message);
        confirmed.Add(message.MessageId);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped before the broker had confirmed everything; the rest stays in the outbox")]
    private partial void LogNotDrained();
}

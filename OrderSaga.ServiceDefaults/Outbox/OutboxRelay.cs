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
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.WaitAsync(stoppingToken);
        var role = messaging.Value.Service + " relay";
        await broker.RunAsync(role, (connection, lost) => RunSessionAsync(connection, lost, stoppingToken), stoppingToken);
    }

    private async Task RunSessionAsync(IConnection connection, CancellationToken lost, CancellationToken stopping)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(lost);
        await using var publisher = await publishers.OpenAsync(connection, OnAnswered, session.Token);
        var sweeping = EndingAsync(session, sweep.RunAsync(connection, session.Token, stopping));
        var deleting = EndingAsync(session, confirmed.RunAsync(session.Token));
        var watching = EndingAsync(session, WatchAsync(publisher, session.Token));
        if (options.Value.HandOff)
        {
            handoff.Open();
        }

        try
        {
            await PublishUntilStoppedAsync(publisher, session.Token, stopping);
            await DrainAsync(publisher, session.Token);
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

    /// <summary>What is in flight on a channel that the broker has closed is held from the sweep for as long as the session lives.</summary>
    private static async Task WatchAsync(IPublisher publisher, CancellationToken session)
    {
        try
        {
            throw await publisher.Closed.WaitAsync(session);
        }
        catch (OperationCanceledException) when (session.IsCancellationRequested)
        {
            // The session ends for another reason.
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
            // Asked to stop: what is left is drained by the caller.
        }
    }

    private async Task DrainAsync(IPublisher publisher, CancellationToken lost)
    {
        using var bound = new CancellationTokenSource(options.Value.ConfirmTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, bound.Token);
        try
        {
            while (handoff.Reader.TryRead(out var message))
            {
                await publisher.PublishAsync(message, either.Token);
            }

            await publisher.DrainAsync(either.Token);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            LogNotDrained();
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

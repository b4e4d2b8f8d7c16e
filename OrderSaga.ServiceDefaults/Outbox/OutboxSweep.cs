using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OrderSaga.ServiceDefaults.Database;
using OrderSaga.ServiceDefaults.Health;
using OrderSaga.ServiceDefaults.Messaging;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>
/// Publishes the rows that nobody has in hand: left by a crash, an outage, a refusal or a full hand-off. At the session's start and
/// then now and then it passes once through the whole table, by id, so that a message the broker keeps refusing holds up no other;
/// it remembers no position from one pass to the next, since a transaction may commit a lower id than one already seen. While the broker
/// takes nothing from the connection it rests, and holds no row.
/// </summary>
internal sealed partial class OutboxSweep(
    NpgsqlDataSource database,
    OutboxHandoff handoff,
    ConfirmedRows confirmed,
    IPublisherFactory publishers,
    Refusals refusals,
    IOptions<OutboxOptions> options,
    TimeProvider clock,
    ILogger<OutboxSweep> logger)
{
    private readonly OutboxOptions outbox = options.Value;
    private readonly ConcurrentDictionary<Guid, SweepClaim> published = new();
    private readonly OutageLog outage = new(fault => LogFailed(logger, fault));

    /// <summary>Opens what <see cref="RunAsync"/> publishes with.</summary>
    public Task<IPublisher> OpenAsync(IConnection connection, CancellationToken cancellationToken) =>
        publishers.OpenAsync(connection, OnAnswered, cancellationToken);

    /// <summary>Runs until the session is over.</summary>
    /// <exception cref="TimeoutException">The broker does not answer, and not since it has blocked the connection.</exception>
    public async Task RunAsync(IPublisher publisher, ConnectionFlow flow, CancellationToken lost, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, stopping);
        try
        {
            while (true)
            {
                await flow.WhenFlowingAsync(either.Token);
                try
                {
                    await PassAsync(publisher, flow, either.Token);
                    outage.Succeeded();
                }
                catch (Exception e) when (DatabaseFaults.IsFault(e))
                {
                    outage.Failed(e);
                }

                await Task.Delay(outbox.SweepInterval, clock, either.Token);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The session is over; what is unswept is swept by the next.
        }
        finally
        {
            published.Clear();
        }
    }

    /// <summary>
    /// While the broker answers for one claim and its rows are deleted, the next is read and published, so that database and broker do not
    /// wait for each other. Two claims are open at the most.
    /// </summary>
    private async Task PassAsync(IPublisher publisher, ConnectionFlow flow, CancellationToken cancellationToken)
    {
        var settling = Task.CompletedTask;
        try
        {
            for (var cursor = Guid.Empty; ;)
            {
                var patience = new Patience(flow, flow.Blocks);
                if (flow.IsBlocked)
                {
                    return;
                }

                var claim = await SweepClaim.TakeAsync(database, cursor, outbox, cancellationToken);
                var settled = await PublishAsync(publisher, claim, patience, cancellationToken);
                var before = settling;
                settling = Task.WhenAll(before, settled);
                await before;
                if (claim.Rows.Count < OutboxOptions.SweepBatchSize)
                {
                    return;
                }

                cursor = claim.Rows[^1].MessageId;
            }
        }
        finally
        {
            await settling;
        }
    }

    /// <summary>Returns when all is on its way; the task within, when the broker has answered and the claim has ended.</summary>
    private async Task<Task> PublishAsync(IPublisher publisher, SweepClaim claim, Patience patience, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var row in claim.Rows)
            {
                if (!handoff.IsHeld(row.MessageId))
                {
                    claim.Publishing(row.MessageId);
                    published[row.MessageId] = claim;
                    var publishing = publisher.PublishAsync(row, cancellationToken);
                    if (!publishing.IsCompletedSuccessfully)
                    {
                        await PublishedAsync(publishing.AsTask(), claim, patience, cancellationToken);
                    }

                    if (claim.IsLetGo)
                    {
                        return Task.CompletedTask;
                    }
                }
            }
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }

        claim.Published();
        return SettleAsync(claim, patience, cancellationToken);
    }

    // A blocked connection takes what the socket's buffer holds, and then nothing. To break off what is half written would be the end of it.
    private async Task PublishedAsync(Task publishing, SweepClaim claim, Patience patience, CancellationToken cancellationToken)
    {
        try
        {
            await publishing.WaitAsync(outbox.ConfirmTimeout, clock, cancellationToken);
        }
        catch (TimeoutException) when (patience.IsBlockedMeanwhile)
        {
            await LetGoAsync(claim);
            await publishing;
        }
    }

    // A broker that does not answer in time breaks off the session: the transaction must not stay open with it. One that has blocked the
    // connection has said why; a new one would be blocked too, and each leaves it a message more.
    private async Task SettleAsync(SweepClaim claim, Patience patience, CancellationToken cancellationToken)
    {
        try
        {
            var deleted = await claim.SettleAsync(outbox.ConfirmTimeout, clock, cancellationToken);
            if (deleted > 0)
            {
                Telemetry.Swept.Add(deleted);
                LogSwept(deleted);
            }
        }
        catch (TimeoutException) when (patience.IsBlockedMeanwhile)
        {
            await LetGoAsync(claim);
        }
    }

    /// <summary>What is on its way counts as in hand from now on, and no sweep sends it again; its row goes when its confirm comes.</summary>
    private async Task LetGoAsync(SweepClaim claim)
    {
        foreach (var id in await claim.LetGoAsync(handoff.Hold))
        {
            confirmed.Add(id);
        }
    }

    private void OnAnswered(OutboxMessage message, PublishOutcome outcome)
    {
        if (outcome.RefusedBecause is { } reason)
        {
            refusals.Refused(message, reason);
        }
        else
        {
            Telemetry.Published();
            refusals.Confirmed(message);
        }

        var isConfirmed = outcome.RefusedBecause is null;
        if (!published.TryRemove(message.MessageId, out var claim) || claim.Answered(message.MessageId, isConfirmed))
        {
            return;
        }

        if (isConfirmed)
        {
            confirmed.Add(message.MessageId);
        }
        else
        {
            handoff.Release(message.MessageId);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Published {Count} messages that an earlier commit had left in the outbox")]
    private partial void LogSwept(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be swept; trying again at the next interval")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    /// <summary>Tells a broker that does not answer from one that has said that it takes nothing for now.</summary>
    private readonly record struct Patience(ConnectionFlow Flow, int BlocksBefore)
    {
        public bool IsBlockedMeanwhile => Flow.IsOrWasBlockedSince(BlocksBefore);
    }
}

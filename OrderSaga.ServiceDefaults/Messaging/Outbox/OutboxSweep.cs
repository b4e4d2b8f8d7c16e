using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.ServiceDefaults.Telemetry;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>
/// Publishes the rows that no relay has in flight: left by a crash, an outage, a refusal or a full channel. Each pass reads the whole table by
/// id, so that a message which the broker refuses holds up no other. A pass remembers no position for the next one, since a transaction may
/// commit a lower id later. While the broker blocks the connection, the sweep claims no row.
/// </summary>
internal sealed partial class OutboxSweep(
    NpgsqlDataSource database,
    OutboxChannel handoff,
    OutboxRowDeleter confirmed,
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
    public async Task RunAsync(IPublisher publisher, BlockedState flow, CancellationToken lost, CancellationToken stopping)
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
    private async Task PassAsync(IPublisher publisher, BlockedState flow, CancellationToken cancellationToken)
    {
        var settling = Task.CompletedTask;
        try
        {
            for (var cursor = Guid.Empty; ;)
            {
                var blocked = new BlockedCheck(flow, flow.Blocks);
                if (flow.IsBlocked)
                {
                    return;
                }

                var claim = await SweepClaim.TakeAsync(database, cursor, outbox, cancellationToken);
                var settled = await PublishAsync(publisher, claim, blocked, cancellationToken);
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
    private async Task<Task> PublishAsync(IPublisher publisher, SweepClaim claim, BlockedCheck blocked, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var row in claim.Rows)
            {
                if (!handoff.IsInFlight(row.MessageId))
                {
                    claim.Publishing(row.MessageId);
                    published[row.MessageId] = claim;
                    var publishing = publisher.PublishAsync(row, cancellationToken);
                    if (!publishing.IsCompletedSuccessfully)
                    {
                        await PublishedAsync(publishing.AsTask(), claim, blocked, cancellationToken);
                    }

                    if (claim.IsAbandoned)
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
        return SettleAsync(claim, blocked, cancellationToken);
    }

    // A blocked connection accepts what fits into the socket's buffer, and then nothing. To cancel half a frame would break the connection.
    private async Task PublishedAsync(Task publishing, SweepClaim claim, BlockedCheck blocked, CancellationToken cancellationToken)
    {
        try
        {
            await publishing.WaitAsync(outbox.ConfirmTimeout, clock, cancellationToken);
        }
        catch (TimeoutException) when (blocked.IsBlockedMeanwhile)
        {
            await AbandonAsync(claim);
            await publishing;
        }
    }

    // A broker that does not answer in time ends the session, since the transaction must not stay open. A broker that has blocked the connection
    // would block the next one too, so the session goes on.
    private async Task SettleAsync(SweepClaim claim, BlockedCheck blocked, CancellationToken cancellationToken)
    {
        try
        {
            var deleted = await claim.SettleAsync(outbox.ConfirmTimeout, clock, cancellationToken);
            if (deleted > 0)
            {
                Instruments.Swept.Add(deleted);
                LogSwept(deleted);
            }
        }
        catch (TimeoutException) when (blocked.IsBlockedMeanwhile)
        {
            await AbandonAsync(claim);
        }
    }

    /// <summary>Rows already sent count as in flight from now on, so that no sweep sends them again. Their confirms delete them.</summary>
    private async Task AbandonAsync(SweepClaim claim)
    {
        foreach (var id in await claim.AbandonAsync(handoff.MarkInFlight))
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
            Instruments.Published();
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

    /// <summary>Tells a broker that does not answer from a broker that has blocked the connection.</summary>
    private readonly record struct BlockedCheck(BlockedState Flow, int BlocksBefore)
    {
        public bool IsBlockedMeanwhile => Flow.IsOrWasBlockedSince(BlocksBefore);
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>
/// Publishes the rows that nobody has in hand: left by a crash, an outage, a refusal or a full hand-off. At the session's start and
/// then now and then it passes once through the whole table, by id, so that a message the broker keeps refusing holds up no other;
/// it remembers no position from one pass to the next, since a transaction may commit a lower id than one already seen.
/// </summary>
internal sealed partial class OutboxSweep(
    NpgsqlDataSource database,
    OutboxHandoff handoff,
    IPublisherFactory publishers,
    Refusals refusals,
    IOptions<OutboxOptions> options,
    TimeProvider clock,
    ILogger<OutboxSweep> logger)
{
    private readonly OutboxOptions outbox = options.Value;
    private readonly ConcurrentDictionary<Guid, SweepClaim> published = new();
    private bool failing;
    private int gone;

    public async Task RunAsync(IConnection connection, CancellationToken lost, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, stopping);
        try
        {
            await using var publisher = await publishers.OpenAsync(connection, OnAnswered, either.Token);
            while (true)
            {
                var started = clock.GetTimestamp();
                gone = 0;
                try
                {
                    await PassAsync(publisher, either.Token);
                    failing = false;
                }
                catch (NpgsqlException e)
                {
                    if (!failing)
                    {
                        LogFailed(e);
                    }

                    failing = true;
                }

                // A database that does not answer is slow for a reason that another pass does not make worse.
                var took = failing ? TimeSpan.Zero : clock.GetElapsedTime(started);
                await Task.Delay(SweepPace.After(took, gone, outbox), clock, either.Token);
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
    private async Task PassAsync(IPublisher publisher, CancellationToken cancellationToken)
    {
        var settling = Task.CompletedTask;
        try
        {
            for (var cursor = Guid.Empty; ;)
            {
                var claim = await SweepClaim.TakeAsync(database, cursor, outbox, cancellationToken);
                var settled = await PublishAsync(publisher, claim, cancellationToken);
                var before = settling;
                settling = Task.WhenAll(before, settled);
                await before;
                if (claim.Rows.Count < outbox.SweepBatchSize)
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
    private async Task<Task> PublishAsync(IPublisher publisher, SweepClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var row in claim.Rows)
            {
                if (!handoff.IsHeld(row.MessageId))
                {
                    claim.Publishing();
                    published[row.MessageId] = claim;
                    await publisher.PublishAsync(row, cancellationToken);
                }
            }
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }

        claim.Published();
        return SettleAsync(claim, cancellationToken);
    }

    // A broker that does not answer in time breaks off the session: the transaction must not stay open with it.
    private async Task SettleAsync(SweepClaim claim, CancellationToken cancellationToken)
    {
        var deleted = await claim.SettleAsync(outbox.ConfirmTimeout, clock, cancellationToken);
        if (deleted > 0)
        {
            Interlocked.Add(ref gone, deleted);
            Telemetry.Swept.Add(deleted);
            LogSwept(deleted);
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

        if (published.TryRemove(message.MessageId, out var claim))
        {
            claim.Answered(message.MessageId, isConfirmed: outcome.RefusedBecause is null);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Published {Count} messages that an earlier commit had left in the outbox")]
    private partial void LogSwept(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be swept; trying again at the next interval")]
    private partial void LogFailed(Exception exception);
}

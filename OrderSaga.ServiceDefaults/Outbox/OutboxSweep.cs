using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>
/// Publishes the rows that nobody has in hand: left by a crash, an outage, a refusal or a full hand-off. At the session's start and
/// then at an interval it passes once through the whole table, by id, so that a message the broker keeps refusing holds up no other;
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
    private bool failing;

    public async Task RunAsync(IConnection connection, CancellationToken lost, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lost, stopping);
        try
        {
            var answers = new ConcurrentQueue<Guid>();
            await using var publisher = await publishers.OpenAsync(
                connection, (message, outcome) => OnAnswered(answers, message, outcome), either.Token);
            using var timer = new PeriodicTimer(outbox.SweepInterval, clock);
            do
            {
                try
                {
                    await PassAsync(publisher, answers, either.Token);
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
            }
            while (await timer.WaitForNextTickAsync(either.Token));
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The session is over; what is unswept is swept by the next.
        }
    }

    private async Task PassAsync(IPublisher publisher, ConcurrentQueue<Guid> answers, CancellationToken cancellationToken)
    {
        var cursor = Guid.Empty;
        int claimed;
        do
        {
            (claimed, cursor) = await SweepBatchAsync(publisher, answers, cursor, cancellationToken);
        }
        while (claimed == outbox.SweepBatchSize);
    }

    private async Task<(int Claimed, Guid Cursor)> SweepBatchAsync(
        IPublisher publisher, ConcurrentQueue<Guid> answers, Guid cursor, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = await OutboxTable.ClaimAsync(connection, transaction, cursor, outbox.SweepGrace, outbox.SweepBatchSize, cancellationToken);
        if (rows.Count == 0)
        {
            return (0, cursor);
        }

        answers.Clear();
        foreach (var row in rows)
        {
            if (!handoff.IsHeld(row.MessageId))
            {
                await publisher.PublishAsync(row, cancellationToken);
            }
        }

        // A broker that does not answer in time breaks off the session: the transaction must not stay open with it.
        await publisher.DrainAsync(cancellationToken).WaitAsync(outbox.ConfirmTimeout, clock, cancellationToken);
        Guid[] confirmed = [.. answers];
        if (confirmed.Length > 0)
        {
            await OutboxTable.DeleteAsync(connection, transaction, confirmed, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            Telemetry.Swept.Add(confirmed.Length);
            LogSwept(confirmed.Length);
        }

        return (rows.Count, rows[^1].MessageId);
    }

    private void OnAnswered(ConcurrentQueue<Guid> answers, OutboxMessage message, PublishOutcome outcome)
    {
        if (outcome.RefusedBecause is { } reason)
        {
            refusals.Refused(message, reason);
            return;
        }

        Telemetry.Published();
        refusals.Confirmed(message);
        answers.Enqueue(message.MessageId);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Published {Count} messages that an earlier commit had left in the outbox")]
    private partial void LogSwept(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox could not be swept; trying again at the next interval")]
    private partial void LogFailed(Exception exception);
}

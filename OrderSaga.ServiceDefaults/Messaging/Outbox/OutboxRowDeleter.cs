using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OrderSaga.Contracts;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.ServiceDefaults.Telemetry;
using Polly;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>
/// Deletes confirmed rows, many in one statement. A database that is away is retried until it is back. If it refuses for another reason, or
/// the process crashes, the sweep publishes those rows once more, and the readers' inboxes skip them.
/// </summary>
internal sealed partial class OutboxRowDeleter
{
    public const string LoopName = "outbox deletion";

    private const int MaxRowsInOneStatement = 10_000;

    // Rows that are confirmed meanwhile share the statement. A crash in between publishes them again.
    private static readonly TimeSpan DeleteDelay = TimeSpan.FromMilliseconds(200);

    private readonly Channel<Guid> ids = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });
    private readonly NpgsqlDataSource database;
    private readonly OutboxChannel handoff;
    private readonly OutboxOptions options;
    private readonly LoopState loop;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly ResiliencePipeline retry;
    private readonly OutageLog outage;

    public OutboxRowDeleter(
        NpgsqlDataSource database,
        OutboxChannel handoff,
        [FromKeyedServices(LoopName)] LoopState loop,
        IOptions<OutboxOptions> options,
        TimeProvider clock,
        ILogger<OutboxRowDeleter> logger)
    {
        (this.database, this.handoff, this.loop) = (database, handoff, loop);
        (this.options, this.clock, this.logger) = (options.Value, clock, logger);
        outage = new OutageLog(LogNotDeleted);
        retry = Retry.On(DatabaseFaults.IsTransient, OnAway, TimeSpan.FromMilliseconds(100), maxDelay: TimeSpan.FromSeconds(5), clock);
    }

    public void Add(Guid messageId) => ids.Writer.TryWrite(messageId);

    /// <summary>Runs until cancelled; what is left then is for <see cref="FlushAsync"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await ids.Reader.WaitToReadAsync(cancellationToken))
            {
                await Task.Delay(DeleteDelay, clock, cancellationToken);
                await DeleteAllAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The session is over; its caller flushes.
        }
    }

    /// <summary>Deletes what is confirmed so far; what the database does not take within <paramref name="timeout"/> is left to the sweep.</summary>
    public async Task FlushAsync(TimeSpan timeout)
    {
        using var bound = new CancellationTokenSource(timeout, clock);
        try
        {
            await DeleteAllAsync(bound.Token);
        }
        catch (OperationCanceledException e)
        {
            LogNotDeletedInTime(e);
        }
    }

    private async Task DeleteAllAsync(CancellationToken cancellationToken)
    {
        while (TakeBatch() is { Length: > 0 } batch)
        {
            try
            {
                loop.Begin();
                await retry.ExecuteAsync(
                    async token =>
                    {
                        await using var connection = await database.OpenConnectionAsync(token);

                        // Half of the grace is for a clock that differs from the database's; if it differs by more, a deletion waits for a sweep.
                        var ages = batch.ToLookup(id => id.CompareTo(UuidTime.LowestAt(clock.GetUtcNow() - (options.SweepGrace / 2))) >= 0);
                        await OutboxTable.DeleteConfirmedAsync(connection, [.. ages[true]], [.. ages[false]], token);
                    },
                    cancellationToken);
                loop.End();
                outage.Succeeded();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Cut short, and perhaps done all the same: the flush at the session's end deletes them once more, which harms nothing.
                Array.ForEach(batch, Add);
                loop.End();
                throw;
            }
            catch (Exception e) when (DatabaseFaults.IsFault(e))
            {
                outage.Failed(e);
                loop.Fail(e.Message);
            }
            finally
            {
                foreach (var id in batch)
                {
                    handoff.Release(id);
                }
            }
        }
    }

    // Others that need the database log that it is away. Health tells that this loop waits for it too.
    private void OnAway(Exception fault)
    {
        database.ClearPoolIfReadOnly(fault);
        loop.Retry(fault.Message);
    }

    private Guid[] TakeBatch()
    {
        var batch = new List<Guid>();
        while (batch.Count < MaxRowsInOneStatement && ids.Reader.TryRead(out var id))
        {
            batch.Add(id);
        }

        return [.. batch];
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Confirmed rows could not be deleted from the outbox; they will be published once more and skipped by their readers, as will others until a deletion succeeds")]
    private partial void LogNotDeleted(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Confirmed rows could not be deleted from the outbox in time; what is left will be published once more and skipped by its readers")]
    private partial void LogNotDeletedInTime(Exception exception);
}

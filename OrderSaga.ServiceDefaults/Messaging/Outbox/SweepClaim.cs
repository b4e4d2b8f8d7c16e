using Npgsql;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>
/// Rows that a sweep has claimed. The claim is an open transaction. It ends with the deletion of the confirmed rows, or without a change when it
/// is disposed before. If the broker blocks the connection, abandon the claim so that its transaction does not stay open. Confirms for rows
/// already sent may still arrive.
/// </summary>
internal sealed class SweepClaim : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly HashSet<Guid> unanswered = [];
    private readonly List<Guid> confirmed = [];
    private bool isPublished;
    private bool isAbandoned;
    private int ended;

    private SweepClaim(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<OutboxMessage> rows) =>
        (this.connection, this.transaction, Rows) = (connection, transaction, rows);

    public IReadOnlyList<OutboxMessage> Rows { get; }

    public static async Task<SweepClaim> TakeAsync(
        NpgsqlDataSource database, Guid cursor, OutboxOptions outbox, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var rows = await OutboxTable.ClaimAsync(
                connection, transaction, cursor, outbox, cancellationToken);
            return new SweepClaim(connection, transaction, rows);
        }
        catch (Exception fault)
        {
            database.ClearPoolIfReadOnly(fault);
            await connection.DisposeAsync();
            throw;
        }
    }

    public bool IsAbandoned
    {
        get
        {
            lock (gate)
            {
                return isAbandoned;
            }
        }
    }

    /// <summary>A row is about to be published.</summary>
    public void Publishing(Guid messageId)
    {
        lock (gate)
        {
            unanswered.Add(messageId);
        }
    }

    /// <summary>No more rows will be published.</summary>
    public void Published()
    {
        lock (gate)
        {
            isPublished = true;
            CompleteIfAnswered();
        }
    }

    /// <summary>The broker has answered for a row. False when the claim is abandoned: then the caller deletes or releases the row.</summary>
    public bool Answered(Guid messageId, bool isConfirmed)
    {
        lock (gate)
        {
            unanswered.Remove(messageId);
            if (isAbandoned)
            {
                return false;
            }

            if (isConfirmed)
            {
                confirmed.Add(messageId);
            }

            CompleteIfAnswered();
            return true;
        }
    }

    /// <summary>Ends the claim without deleting anything.</summary>
    /// <param name="hold">Called for each row that has been published and not refused, before any later answer for it.</param>
    /// <returns>The rows that are confirmed already: they are still to be deleted.</returns>
    public async Task<IReadOnlyList<Guid>> AbandonAsync(Action<Guid> hold)
    {
        lock (gate)
        {
            isAbandoned = true;
            foreach (var id in unanswered.Concat(confirmed))
            {
                hold(id);
            }
        }

        await DisposeAsync();
        return confirmed;
    }

    /// <summary>Waits for the broker, deletes what it has confirmed, and ends the claim.</summary>
    /// <returns>How many rows are deleted.</returns>
    /// <exception cref="TimeoutException">The broker has not answered for all of them in time.</exception>
    public async Task<int> SettleAsync(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var ended = this;
        await answered.Task.WaitAsync(timeout, clock, cancellationToken);
        if (confirmed.Count == 0)
        {
            return 0;
        }

        await OutboxTable.DeleteAsync(connection, transaction, [.. confirmed], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return confirmed.Count;
    }

    /// <summary>Disposes once only: the pool gives the same transaction object to the next user of the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref ended, 1) != 0)
        {
            return;
        }

        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private void CompleteIfAnswered()
    {
        if (isPublished && unanswered.Count == 0)
        {
            answered.TrySetResult();
        }
    }
}

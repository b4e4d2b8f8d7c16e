using Npgsql;
using OrderSaga.ServiceDefaults.Database;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>
/// Rows that a sweep has claimed. The claim is an open transaction: it ends with the deletion of what the broker has confirmed, or, when
/// this is disposed before that, with nothing changed. One may let go of it while the broker takes nothing, lest the transaction stays open
/// for as long; what it has sent by then is still answered, some time.
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
    private bool isLetGo;
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
            database.ForgetIfReadOnly(fault);
            await connection.DisposeAsync();
            throw;
        }
    }

    public bool IsLetGo
    {
        get
        {
            lock (gate)
            {
                return isLetGo;
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

    /// <summary>All rows are published that are going to be.</summary>
    public void Published()
    {
        lock (gate)
        {
            isPublished = true;
            CompleteIfAnswered();
        }
    }

    /// <summary>The broker has answered for a row. False when the claim has been let go of, and it is the caller who has to do what follows.</summary>
    public bool Answered(Guid messageId, bool isConfirmed)
    {
        lock (gate)
        {
            unanswered.Remove(messageId);
            if (isLetGo)
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
    public async Task<IReadOnlyList<Guid>> LetGoAsync(Action<Guid> hold)
    {
        lock (gate)
        {
            isLetGo = true;
            foreach (var id in unanswered.Concat(confirmed))
            {
                hold(id);
            }
        }

        await DisposeAsync();
        return confirmed;
    }

    /// <summary>Waits for the broker, deletes what it has confirmed, and ends the claim.</summary>
    /// <returns>How many rows are gone.</returns>
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

    /// <summary>Once only: the pool gives the same transaction object to whoever has the connection next, and it would be theirs that ends.</summary>
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

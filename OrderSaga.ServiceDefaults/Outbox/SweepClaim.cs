using System.Collections.Concurrent;
using Npgsql;
using OrderSaga.ServiceDefaults.Database;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>
/// Rows that a sweep has claimed. The claim is an open transaction: it ends with the deletion of what the broker has confirmed, or, when
/// this is disposed before that, with nothing changed.
/// </summary>
internal sealed class SweepClaim : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly ConcurrentQueue<Guid> confirmed = new();
    private readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One more than is published, until everything is.
    private int unanswered = 1;

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

    /// <summary>A row is about to be published.</summary>
    public void Publishing() => Interlocked.Increment(ref unanswered);

    /// <summary>All rows are published that are going to be.</summary>
    public void Published() => CountDown();

    /// <summary>The broker has answered for a row.</summary>
    public void Answered(Guid messageId, bool isConfirmed)
    {
        if (isConfirmed)
        {
            confirmed.Enqueue(messageId);
        }

        CountDown();
    }

    /// <summary>Waits for the broker, deletes what it has confirmed, and ends the claim.</summary>
    /// <returns>How many rows are gone.</returns>
    /// <exception cref="TimeoutException">The broker has not answered for all of them in time.</exception>
    public async Task<int> SettleAsync(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var ended = this;
        await answered.Task.WaitAsync(timeout, clock, cancellationToken);
        if (confirmed.IsEmpty)
        {
            return 0;
        }

        await OutboxTable.DeleteAsync(connection, transaction, [.. confirmed], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return confirmed.Count;
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private void CountDown()
    {
        if (Interlocked.Decrement(ref unanswered) == 0)
        {
            answered.TrySetResult();
        }
    }
}

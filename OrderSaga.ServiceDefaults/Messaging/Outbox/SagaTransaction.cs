using Npgsql;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>
/// Runs work in a transaction together with the events it emits, and wakes the relay after the commit. It does not retry:
/// only the caller knows whether the work may run twice.
/// </summary>
public sealed class SagaTransaction(NpgsqlDataSource database, OutboxChannel handoff, TimeProvider clock)
{
    /// <exception cref="NpgsqlException">
    /// The database refused or is away. When the connection broke during the commit, the work may have been committed all the same.
    /// </exception>
    public async Task<T> ExecuteAsync<T>(Func<UnitOfWork, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await ExecuteOnceAsync(work, cancellationToken);
        }
        catch (PostgresException fault)
        {
            database.ClearPoolIfReadOnly(fault);
            throw;
        }
    }

    /// <inheritdoc cref="ExecuteAsync{T}"/>
    public Task ExecuteAsync(Func<UnitOfWork, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        ExecuteAsync(
            async (unit, token) =>
            {
                await work(unit, token);
                return true;
            },
            cancellationToken);

    private async Task<T> ExecuteOnceAsync<T>(Func<UnitOfWork, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var unit = new UnitOfWork(connection, transaction, clock);
        var result = await work(unit, cancellationToken);
        await unit.CommitAsync(cancellationToken);
        handoff.Enqueue(unit.Emitted);
        unit.Committed();
        return result;
    }
}

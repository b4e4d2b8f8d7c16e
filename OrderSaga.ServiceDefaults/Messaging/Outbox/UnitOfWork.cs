using System.Diagnostics;
using System.Text;
using Npgsql;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary>An open transaction, and the events that commit with it.</summary>
public sealed class UnitOfWork(NpgsqlConnection connection, NpgsqlTransaction transaction, TimeProvider clock)
{
    private readonly List<OutboxMessage> emitted = [];
    private List<Action>? onCommitted;

    public NpgsqlConnection Connection { get; } = connection;

    public NpgsqlTransaction Transaction { get; } = transaction;

    /// <summary>The one clock reading of this unit of work, UTC, in whole microseconds as Postgres keeps them.</summary>
    public DateTimeOffset Now { get; } = clock.GetPostgresNow();

    public IReadOnlyList<OutboxMessage> Emitted => emitted;

    /// <summary>
    /// Runs <paramref name="action"/> right after the commit, and never after a rollback: for metrics and logs that must be true. The
    /// action must not throw, since nothing can be undone any more.
    /// </summary>
    public void OnCommitted(Action action) => (onCommitted ??= []).Add(action);

    /// <summary>Adds an event to the outbox. It commits with everything else.</summary>
    /// <param name="sagaEvent">The event.</param>
    /// <param name="trace">The span that caused it; publishing becomes a child of that span. Default: the current one.</param>
    public OutboxMessage Emit(ISagaEvent sagaEvent, ActivityContext trace = default)
    {
        if (trace == default && Activity.Current is { } current)
        {
            trace = current.Context;
        }

        var message = new OutboxMessage(
            Guid.CreateVersion7(Now),
            sagaEvent.Id,
            EventCodec.TypeOf(sagaEvent),
            Encoding.UTF8.GetString(EventCodec.Serialize(sagaEvent)),
            trace,
            Now);
        emitted.Add(message);
        return message;
    }

    internal async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (emitted.Count > 0)
        {
            await OutboxTable.AppendAsync(Connection, Transaction, emitted, cancellationToken);
        }

        await Transaction.CommitAsync(cancellationToken);
    }

    internal void Committed() => onCommitted?.ForEach(action => action());
}

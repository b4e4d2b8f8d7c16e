using System.Diagnostics;
using System.Text;
using Npgsql;
using OrderSaga.Contracts.Events;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>One transaction, and the events that commit with it.</summary>
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
    /// For what must be told once, and only if it came true: metrics, logs. It runs right after the commit, and never when the work is
    /// rolled back to be done again. It must not throw, as there is nothing left to take back.
    /// </summary>
    public void OnCommitted(Action action) => (onCommitted ??= []).Add(action);

    /// <summary>Adds an event to the outbox. It is inserted just before the commit, with all others in one statement.</summary>
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
            TraceContext.Format(trace),
            trace.TraceState,
            Now);
        emitted.Add(message);
        return message;
    }

    internal void Committed() => onCommitted?.ForEach(action => action());
}

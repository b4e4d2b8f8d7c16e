using System.Diagnostics;
using System.Text;
using Dapper;
using Npgsql;
using OrderSaga.Contracts.Events;

namespace OrderSaga.ServiceDefaults.Outbox;

/// <summary>One transaction, and the events that commit with it.</summary>
public sealed class UnitOfWork(NpgsqlConnection connection, NpgsqlTransaction transaction, TimeProvider clock)
{
    private readonly List<OutboxMessage> emitted = [];
    private readonly List<Statement> writes = [];
    private List<Action>? onCommitted;

    public NpgsqlConnection Connection { get; } = connection;

    public NpgsqlTransaction Transaction { get; } = transaction;

    /// <summary>The one clock reading of this unit of work, UTC, in whole microseconds as Postgres keeps them.</summary>
    public DateTimeOffset Now { get; } = clock.GetPostgresNow();

    public IReadOnlyList<OutboxMessage> Emitted => emitted;

    /// <summary>
    /// Adds a write that needs no answer. It runs together with all others, the outbox and the commit, in one round trip; what it
    /// fails with, the commit fails with.
    /// </summary>
    public void Write(Statement statement) => writes.Add(statement);

    /// <summary>
    /// For what must be told once, and only if it came true: metrics, logs. It runs right after the commit, and never when the work is
    /// rolled back to be done again. It must not throw, as there is nothing left to take back.
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

    /// <summary>Runs every write, and commits. The server skips the commit when one of them fails.</summary>
    internal Task CommitAsync(CancellationToken cancellationToken)
    {
        if (emitted.Count > 0)
        {
            Write(OutboxTable.Append(emitted));
        }

        var parameters = new DynamicParameters();
        foreach (var write in writes)
        {
            parameters.AddDynamicParams(write.Parameters);
        }

        var sql = string.Join('\n', writes.Select(write => write.Sql).Append("COMMIT"));
        return Connection.ExecuteAsync(new CommandDefinition(sql, parameters, Transaction, cancellationToken: cancellationToken));
    }

    internal void Committed() => onCommitted?.ForEach(action => action());
}

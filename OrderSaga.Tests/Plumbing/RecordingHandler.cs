using System.Collections.Concurrent;
using Dapper;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Tests.Plumbing;

/// <summary>Writes down what it handled in the transaction it is given, and fails where a test asks it to.</summary>
internal sealed class RecordingHandler : IBatchHandler
{
    /// <summary>Asked before anything is written, for each message; an exception fails the attempt.</summary>
    public Func<InboundMessage, Exception?> FailOn { get; set; } = _ => null;

    /// <summary>What handling a message emits.</summary>
    public Func<InboundMessage, ISagaEvent?> Emits { get; set; } = _ => null;

    /// <summary>The messages of each attempt, whether it was committed or not.</summary>
    public ConcurrentQueue<IReadOnlyList<InboundMessage>> Attempts { get; } = new();

    public async Task HandleAsync(IReadOnlyList<InboundMessage> messages, UnitOfWork work, CancellationToken cancellationToken)
    {
        Attempts.Enqueue(messages);
        await work.Connection.ExecuteAsync(
            "INSERT INTO handled (message_id, order_id) SELECT * FROM unnest(@ids, @orderIds)",
            new { ids = messages.Select(m => m.MessageId).ToArray(), orderIds = messages.Select(m => m.Event.Id).ToArray() },
            work.Transaction);
        Handle(messages, work);
    }

    private void Handle(IReadOnlyList<InboundMessage> messages, UnitOfWork work)
    {
        foreach (var message in messages)
        {
            if (FailOn(message) is { } fault)
            {
                throw fault;
            }

            if (Emits(message) is { } emitted)
            {
                work.Emit(emitted, message.Trace);
            }
        }
    }
}

using OrderSaga.ServiceDefaults.Messaging.Outbox;


namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>
/// A service's step of the saga: load the states that the messages concern, ask the decider, save. It runs in the transaction that also
/// holds the inbox rows and the outbox rows, so it touches nothing but that database.
/// </summary>
public interface IBatchHandler
{
    /// <param name="messages">
    /// New to the inbox, in the order of arrival. Several may concern the same order. After a fault the same batch may come again, in a new
    /// transaction.
    /// </param>
    /// <param name="work">The open transaction. Events that are emitted through it commit with it.</param>
    /// <param name="cancellationToken">Ends the attempt. The transaction is then rolled back.</param>
    Task HandleAsync(IReadOnlyList<InboundMessage> messages, UnitOfWork work, CancellationToken cancellationToken);
}

using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.ServiceDefaults.Messaging;

/// <summary>
/// A service's step of the saga: load the states that the messages speak of, ask the decider, save. It runs inside the
/// transaction that also holds the inbox and the outbox rows, so it touches nothing but that database.
/// </summary>
public interface IBatchHandler
{
    /// <param name="messages">
    /// New to the inbox, in the order of arrival; several may speak of the same order. The same batch may come again after a
    /// fault, in a new transaction.
    /// </param>
    /// <param name="work">The open transaction; what is emitted through it commits with it.</param>
    /// <param name="cancellationToken">Ends the attempt; the transaction is rolled back.</param>
    Task HandleAsync(IReadOnlyList<InboundMessage> messages, UnitOfWork work, CancellationToken cancellationToken);
}

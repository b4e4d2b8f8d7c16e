using Dapper;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.ServiceDefaults.Messaging;

/// <summary>
/// A service's step of the saga: load the states that the messages speak of, ask the decider, save. It runs inside the
/// transaction that also holds the inbox and the outbox rows, so it touches nothing but that database. Two round trips a batch: one
/// that records the messages and loads, one that saves and commits.
/// </summary>
public interface IBatchHandler
{
    /// <summary>What loads and locks all that the messages may touch; null when there is nothing to load.</summary>
    /// <param name="arrived">Also those that the inbox turns out to know already.</param>
    Statement? Load(IReadOnlyList<InboundMessage> arrived);

    /// <param name="messages">
    /// New to the inbox, in the order of arrival; several may speak of the same order. The same batch may come again after a
    /// fault, in a new transaction.
    /// </param>
    /// <param name="loaded">The results of <see cref="Load"/>, to be read in their order.</param>
    /// <param name="work">The open transaction; what is emitted through it commits with it.</param>
    /// <param name="cancellationToken">Ends the attempt; the transaction is rolled back.</param>
    Task HandleAsync(
        IReadOnlyList<InboundMessage> messages, SqlMapper.GridReader loaded, UnitOfWork work, CancellationToken cancellationToken);
}

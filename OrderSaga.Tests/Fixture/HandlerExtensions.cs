using Dapper;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.Tests.Fixture;

internal static class HandlerExtensions
{
    /// <summary>Loads and handles a batch as the consumer does, but for the inbox.</summary>
    public static async Task HandleAsync(
        this IBatchHandler handler, IReadOnlyList<InboundMessage> messages, UnitOfWork work, CancellationToken cancellationToken)
    {
        var load = handler.Load(messages)!;
        await using var loaded = await work.Connection.QueryMultipleAsync(
            new CommandDefinition(load.Sql, load.Parameters, work.Transaction, cancellationToken: cancellationToken));
        await handler.HandleAsync(messages, loaded, work, cancellationToken);
    }
}

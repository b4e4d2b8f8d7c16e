using Dapper;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>
/// The service's own handler, disturbed. It fails at the worst moment, when everything is decided and nothing committed: what the
/// service did must leave no trace.
/// </summary>
internal sealed class FaultyHandler(IBatchHandler inner, TimeProvider clock) : IBatchHandler
{
    /// <summary>What the handler itself may take beside the delay.</summary>
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(10);

    private volatile HandlerChaos chaos = HandlerChaos.None;

    public HandlerChaos Chaos
    {
        get => chaos;
        set => chaos = value;
    }

    public async Task HandleAsync(IReadOnlyList<InboundMessage> messages, UnitOfWork work, CancellationToken cancellationToken)
    {
        var now = chaos;
        if (now.Delay > TimeSpan.Zero)
        {
            // The server ends a transaction that is idle for too long. This one is slow on purpose.
            await work.Connection.ExecuteAsync(SessionSettings.AllowIdle(now.Delay + Allowance), transaction: work.Transaction);
            await Task.Delay(now.Delay, clock, cancellationToken);
        }

        await inner.HandleAsync(messages, work, cancellationToken);
        if (now.FailRate > 0 && messages.Any(message => now.Fails(message.MessageId)))
        {
            throw new ChaosException(now.FailRate);
        }
    }
}

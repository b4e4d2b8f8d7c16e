using Dapper;
using OrderSaga.ServiceDefaults.Database;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;

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

    /// <summary>Slow on purpose is not frozen: the server must not end the transaction for it.</summary>
    public Statement? Load(IReadOnlyList<InboundMessage> arrived)
    {
        var (delay, load) = (chaos.Delay, inner.Load(arrived));
        return delay > TimeSpan.Zero
            ? new Statement(SessionSettings.AllowIdle(delay + Allowance) + load?.Sql, load?.Parameters ?? new { })
            : load;
    }

    public async Task HandleAsync(
        IReadOnlyList<InboundMessage> messages, SqlMapper.GridReader loaded, UnitOfWork work, CancellationToken cancellationToken)
    {
        var now = chaos;
        if (now.Delay > TimeSpan.Zero)
        {
            await Task.Delay(now.Delay, clock, cancellationToken);
        }

        await inner.HandleAsync(messages, loaded, work, cancellationToken);
        if (now.FailRate > 0 && messages.Any(message => now.Fails(message.MessageId)))
        {
            throw new ChaosException(now.FailRate);
        }
    }
}

using Dapper;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>
/// The service's own handler, disturbed. It fails at the worst moment, when everything is decided and nothing committed: what the
/// service did must leave no trace.
/// </summary>
internal sealed class FaultyHandler(IBatchHandler inner, TimeProvider clock) : IBatchHandler
{
    private volatile HandlerChaos chaos = HandlerChaos.None;

    public HandlerChaos Chaos
    {
        get => chaos;
        set => chaos = value;
    }

    public Statement? Load(IReadOnlyList<InboundMessage> arrived) => inner.Load(arrived);

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

    /// <summary>Disturbed, it takes the exact way, which can wait and fail in its midst.</summary>
    public bool IsForeseeable(IReadOnlyList<InboundMessage> arrived) => chaos == HandlerChaos.None && inner.IsForeseeable(arrived);

    public void HandleOptimistically(IReadOnlyList<InboundMessage> messages, UnitOfWork work) => inner.HandleOptimistically(messages, work);

    public bool CanLinger(InboundMessage message) => inner.CanLinger(message);
}

using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.ServiceDefaults.Chaos;

/// <summary>
/// Takes messages unless it is told not to. A pause finishes what is in hand: to give it back would burn a delivery of each message, and
/// the broker dead-letters a message with too many.
/// </summary>
internal sealed class PausableConsumptionGate(TimeProvider clock) : IConsumptionGate
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private ConsumerSession? current;

    /// <summary>Since when nothing is taken; null while messages are taken.</summary>
    public DateTimeOffset? PausedSince { get; private set; }

    public async Task<IAsyncDisposable> OpenAsync(ConsumerSession session, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (PausedSince is null)
            {
                await session.StartConsumingAsync(cancellationToken);
            }

            current = session;
            return new Taking(this);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Returns when the broker has heard of it; without a session, when the next one will begin that way.</summary>
    public async Task SetAsync(bool paused)
    {
        await gate.WaitAsync();
        try
        {
            if (paused == PausedSince is not null)
            {
                return;
            }

            if (current is { } session)
            {
                await (paused ? session.StopConsumingAsync(CancellationToken.None) : session.StartConsumingAsync(CancellationToken.None));
            }

            PausedSince = paused ? clock.GetUtcNow() : null;
        }
        catch (Exception e) when (e is AlreadyClosedException or OperationInterruptedException)
        {
            // The session is over. The next one asks what is to be.
            PausedSince = paused ? clock.GetUtcNow() : null;
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask EndAsync()
    {
        await gate.WaitAsync();
        current = null;
        gate.Release();
    }

    private sealed class Taking(PausableConsumptionGate intake) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => intake.EndAsync();
    }
}

using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Broker;

/// <summary>
/// Whether the broker has blocked a connection. Short of memory or disk, it reads nothing more from a connection that publishes, and says so
/// with <c>connection.blocked</c>: https://www.rabbitmq.com/docs/connection-blocked
/// </summary>
/// <remarks>
/// The broker says so only in answer to a publish. A new connection must find out with a probe (<see cref="ProbeAsync"/>). While blocked, the
/// connection can neither open nor close a channel.
/// </remarks>
internal sealed class BlockedState
{
    // No queue has this name, so the broker drops the probe.
    private const string ProbeQueue = "ordersaga.probe";

    private readonly Lock gate = new();
    private TaskCompletionSource blocked = NewSource();
    private TaskCompletionSource flowing = Completed();
    private int blocks;

    /// <summary>Follows what the broker says of a connection from now on.</summary>
    public static BlockedState Of(IConnection connection)
    {
        var flow = new BlockedState();
        connection.ConnectionBlockedAsync += (_, _) =>
        {
            flow.Block();
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            flow.Unblock();
            return Task.CompletedTask;
        };
        return flow;
    }

    /// <summary>Whether the broker has blocked the connection just now.</summary>
    public bool IsBlocked => !Volatile.Read(ref flowing).Task.IsCompleted;

    /// <summary>How often it has been blocked so far.</summary>
    public int Blocks => Volatile.Read(ref blocks);

    /// <summary>Returns once the connection is not blocked.</summary>
    public Task WhenFlowingAsync(CancellationToken cancellationToken) => Volatile.Read(ref flowing).Task.WaitAsync(cancellationToken);

    /// <summary>Completes when the broker blocks the connection, or has already.</summary>
    public Task WhenBlocked => blocked.Task;

    /// <summary>Whether it is blocked, or has been since there were <paramref name="before"/> <see cref="Blocks"/>.</summary>
    public bool IsOrWasBlockedSince(int before) => IsBlocked || Blocks != before;

    /// <summary>
    /// Finds out whether a new connection is blocked, with a message that goes nowhere. Channels that are needed must be open before. The
    /// channel used here stays open as long as the connection: a blocked one could not be closed.
    /// </summary>
    /// <exception cref="TimeoutException">The broker says neither.</exception>
    public async Task ProbeAsync(IConnection connection, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        var channel = await connection.CreateChannelAsync(options, cancellationToken);
        var confirmed = channel.BasicPublishAsync(
            "", ProbeQueue, mandatory: false, new BasicProperties(), ReadOnlyMemory<byte>.Empty, cancellationToken).AsTask();

        // In an alarm the broker says that the connection is blocked as soon as it sees that something is published, and reads no further.
        await (await Task.WhenAny(confirmed, blocked.Task).WaitAsync(timeout, clock, cancellationToken));
    }

    /// <summary>The broker reads no more.</summary>
    public void Block()
    {
        lock (gate)
        {
            if (!IsBlocked)
            {
                Volatile.Write(ref flowing, NewSource());
                Interlocked.Increment(ref blocks);
                blocked.TrySetResult();
            }
        }
    }

    /// <summary>The broker reads again.</summary>
    public void Unblock()
    {
        lock (gate)
        {
            if (IsBlocked)
            {
                blocked = NewSource();
                flowing.TrySetResult();
            }
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = NewSource();
        source.SetResult();
        return source;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

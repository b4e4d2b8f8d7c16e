using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.ServiceDefaults.Messaging;

/// <summary>Opens connections to the broker, and ends them, within bounds.</summary>
public static class BrokerConnections
{
    /// <summary>
    /// How long connecting may take, the broker's greeting included. The client bounds how long the network takes, and each of its requests, but
    /// waits for the greeting without end; and a proxy whose broker is gone, or a broker that is frozen, takes the connection and says nothing.
    /// </summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    // The client waits 25 s for the answer that the connection may be closed, and 5 s (its shortest) when it is to cut it off.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    /// <param name="connections">Makes the connection.</param>
    /// <param name="name">What it is for, as the broker's management page shows it.</param>
    /// <param name="clock">Measures the <see cref="Deadline"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BrokerUnreachableException">There is no broker, it does not let us in, or it has not greeted in time.</exception>
    public static async Task<IConnection> OpenAsync(
        this IConnectionFactory connections, string name, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await connections.CreateConnectionAsync(name, either.Token);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnreachableException(
                new TimeoutException($"The broker took the connection, and has not greeted within {Deadline.TotalSeconds} s.", e));
        }
    }

    /// <summary>
    /// Ends a connection, two seconds being the most that the caller waits. A broker that has blocked it, or hangs, does not answer; the rest then
    /// goes on by itself.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="clock">Measures the time.</param>
    /// <param name="isBlocked">The broker has blocked it, and is not asked.</param>
    /// <returns>False when the broker has not answered in time.</returns>
    public static async Task<bool> EndAsync(this IConnection connection, TimeProvider clock, bool isBlocked = false)
    {
        var closing = isBlocked && connection.IsOpen
            ? connection.CloseAsync(Constants.ReplySuccess, "blocked", TimeSpan.Zero, abort: true)
            : connection.DisposeAsync().AsTask();
        await Task.WhenAny(closing, Task.Delay(CloseTimeout, clock));
        if (!closing.IsCompleted)
        {
            return false;
        }

        await closing;
        return true;
    }
}

using System.Runtime.CompilerServices;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.ServiceDefaults.Messaging;

/// <summary>
/// Opens connections to the broker, and ends them, within bounds. A proxy whose broker is gone, or a broker that is frozen, takes a connection and
/// says nothing, and answers nothing any more.
/// </summary>
/// <remarks>
/// Where nobody answers, the client waits without end for the greeting, 5 s more when it is told not to, and 25 s when it asks that a connection may
/// be closed; then it leaves the socket open, with the loops that read and write it, until the other side closes it. So nobody here waits for
/// the client, and what is given up is hung up: also a connection that comes about after all when nobody waits for it any more.
/// </remarks>
public static class BrokerConnections
{
    /// <summary>How long connecting may take, the broker's greeting included.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private static readonly AsyncLocal<OpenSockets?> Opening = new();
    private static readonly ConditionalWeakTable<IConnection, OpenSockets> Sockets = [];

    /// <summary>Has connections of this factory hung up when they are given up.</summary>
    public static void WatchSockets(this ConnectionFactory factory)
    {
        var create = factory.SocketFactory;
        factory.SocketFactory = family =>
        {
            var socket = create(family);
            Opening.Value?.Add(socket);
            return socket;
        };
    }

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
        var sockets = Opening.Value = new OpenSockets();
        try
        {
            var connection = await connections.CreateConnectionAsync(name, either.Token).WaitAsync(either.Token);
            Sockets.Add(connection, sockets);
            return connection;
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            sockets.HangUp();
            throw new BrokerUnreachableException(
                new TimeoutException($"The broker took the connection, and has not greeted within {Deadline.TotalSeconds} s.", e));
        }
        catch
        {
            sockets.HangUp();
            throw;
        }
    }

    /// <summary>Ends a connection, two seconds being the most that the broker has to agree.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="clock">Measures the time.</param>
    /// <param name="isBlocked">The broker has blocked it, and is not asked.</param>
    /// <returns>False when it was hung up.</returns>
    public static async Task<bool> EndAsync(this IConnection connection, TimeProvider clock, bool isBlocked = false)
    {
        var closing = isBlocked && connection.IsOpen
            ? connection.CloseAsync(Constants.ReplySuccess, "blocked", TimeSpan.Zero, abort: true)
            : connection.DisposeAsync().AsTask();
        await Task.WhenAny(closing, Task.Delay(CloseTimeout, clock));
        if (closing.IsCompleted)
        {
            await closing;
            return true;
        }

        if (Sockets.TryGetValue(connection, out var sockets))
        {
            sockets.HangUp();
        }

        return false;
    }
}

using System.Runtime.CompilerServices;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.ServiceDefaults.Messaging.Broker;

/// <summary>
/// Opens and ends connections to the broker within time limits. A frozen broker, or a proxy without its broker, accepts a connection and never
/// answers.
/// </summary>
/// <remarks>
/// RabbitMQ.Client 7.2 does not bound the handshake, is slow to cancel it, and waits up to 25 s in CloseAsync. We wait 15 s and 2 s, then close
/// the socket. Delete this when a release contains https://github.com/rabbitmq/rabbitmq-dotnet-client/issues/1936.
/// </remarks>
public static class BrokerConnections
{
    /// <summary>How long connecting may take, the broker's greeting included.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private static readonly AsyncLocal<OpenSockets?> Opening = new();
    private static readonly ConditionalWeakTable<IConnection, OpenSockets> Sockets = [];

    /// <summary>Lets <see cref="OpenAsync"/> and <see cref="EndAsync"/> close the sockets of this factory's connections.</summary>
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

    /// <summary>Closes a connection. The broker has two seconds to agree; then the socket is closed.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="clock">Measures the time.</param>
    /// <param name="isBlocked">The broker has blocked the connection, so it is not asked to agree.</param>
    /// <returns>False when the broker did not agree in time.</returns>
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

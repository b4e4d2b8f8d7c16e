using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Broker;

/// <summary>
/// The sockets of one connection. The client may open another one while the connection is being given up: that one is closed too.
/// </summary>
internal sealed class OpenSockets
{
    private readonly Lock gate = new();
    private readonly List<ITcpClient> sockets = [];
    private bool isHungUp;

    public void Add(ITcpClient socket)
    {
        lock (gate)
        {
            sockets.Add(socket);
            if (!isHungUp)
            {
                return;
            }
        }

        socket.Dispose();
    }

    public void HangUp()
    {
        ITcpClient[] open;
        lock (gate)
        {
            isHungUp = true;
            open = [.. sockets];
        }

        Array.ForEach(open, socket => socket.Dispose());
    }
}

using System.Net;
using System.Net.Sockets;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using RabbitMQ.Client;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class OpenSocketsTests
{
    private readonly OpenSockets sockets = new();

    [Fact]
    public void HangUp_OpenSockets_AreClosed()
    {
        FakeSocket first = new(), second = new();
        sockets.Add(first);
        sockets.Add(second);

        sockets.HangUp();

        Assert.True(first.IsDisposed && second.IsDisposed);
    }

    [Fact]
    public void Add_AfterHangUp_IsClosedAtOnce()
    {
        sockets.HangUp();
        var late = new FakeSocket();

        sockets.Add(late);

        Assert.True(late.IsDisposed);
    }

    [Fact]
    public void Add_WhileHangingUp_ClosesBoth()
    {
        var late = new FakeSocket();
        var first = new FakeSocket { OnDispose = () => sockets.Add(late) };
        sockets.Add(first);

        sockets.HangUp();

        Assert.True(first.IsDisposed && late.IsDisposed);
    }

    private sealed class FakeSocket : ITcpClient
    {
        public Action OnDispose { get; init; } = () => { };

        public bool IsDisposed { get; private set; }

        public bool Connected => !IsDisposed;

        public TimeSpan ReceiveTimeout { get; set; }

        public Socket Client => throw new NotSupportedException();

        public Task ConnectAsync(IPAddress host, int port, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public NetworkStream GetStream() => throw new NotSupportedException();

        public void Close() => Dispose();

        public void Dispose()
        {
            IsDisposed = true;
            OnDispose();
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace OrderSaga.Tests.Plumbing;

/// <summary>
/// The wire between one client and a server, mostly the broker, on which the server's words can be held back: whatever is published meanwhile arrives,
/// and no confirm comes.
/// </summary>
internal sealed class HeldWire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task pumping;
    private readonly CancellationTokenSource ended = new();
    private volatile TaskCompletionSource open = Opened();

    private HeldWire(Uri server)
    {
        listener.Start();
        Address = new UriBuilder(server) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri;
        pumping = PumpAsync(server);
    }

    /// <summary>Where the client connects to instead.</summary>
    public Uri Address { get; }

    /// <summary>One of the two has hung up, or nobody has connected until the end.</summary>
    public Task Ended => pumping;

    public static HeldWire To(string broker) => new(new Uri(broker));

    public void Hold() => open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await pumping;
        listener.Dispose();
        ended.Dispose();
    }

    private async Task PumpAsync(Uri server)
    {
        try
        {
            using var client = await listener.AcceptTcpClientAsync(ended.Token);
            using var far = new TcpClient();
            await far.ConnectAsync(server.Host, server.Port, ended.Token);
            var (up, down) = (client.GetStream(), far.GetStream());
            await Task.WhenAny(up.CopyToAsync(down, ended.Token), CopyWhenOpenAsync(down, up));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Nobody has connected.
        }
    }

    private async Task CopyWhenOpenAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[4096];
        for (int read; (read = await from.ReadAsync(buffer, ended.Token)) > 0;)
        {
            await open.Task.WaitAsync(ended.Token);
            await to.WriteAsync(buffer.AsMemory(0, read), ended.Token);
        }
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }
}

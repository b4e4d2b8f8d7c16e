using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OrderSaga.Tests.ServiceDefaults;

/// <summary>A database server that hangs up on everybody, and counts them.</summary>
internal sealed class DeadDatabase : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly SemaphoreSlim attempts = new(0);
    private readonly Task accepting;

    public DeadDatabase()
    {
        listener.Start();
        accepting = HangUpAsync();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        // Without encryption a client tries once.
        Source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=x;Password=x;SSL Mode=Disable;GSS Encryption Mode=Disable");
    }

    public NpgsqlDataSource Source { get; }

    /// <summary>Waits for one more attempt to connect.</summary>
    public async Task AttemptAsync() =>
        Assert.True(await attempts.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), "nobody tried to connect");

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        listener.Dispose();
        await Assert.ThrowsAnyAsync<SystemException>(() => accepting);
        attempts.Dispose();
    }

    private async Task HangUpAsync()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(CancellationToken.None);
            attempts.Release();
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrderSaga.Web.Clients;

namespace OrderSaga.Tests.Web.Clients;

public sealed class ChaosClientTests
{
    /// <summary>.NET's own client sends a request without a body again, up to three times, when the connection ends before an answer.</summary>
    [Fact]
    public async Task Crash_ConnectionEndsBeforeAnAnswer_IsNotSentAgain()
    {
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        using var stopping = new CancellationTokenSource();
        var dying = DieAtEachRequestAsync(service, stopping.Token);
        var chaos = new ChaosClient(new ServiceHttp(new RealHttp((IPEndPoint)service.LocalEndpoint), NullLogger<ServiceHttp>.Instance), NullLogger<ChaosClient>.Instance);

        var answer = await chaos.CrashAsync("payment-service");

        await stopping.CancelAsync();
        Assert.True(answer.IsDown);
        Assert.Equal("POST /chaos/crash HTTP/1.1", Assert.Single(await dying));
    }

    /// <summary>Reads a request's head and closes the connection, as a process that is killed does; answers what was asked of it.</summary>
    private static async Task<List<string>> DieAtEachRequestAsync(TcpListener service, CancellationToken stopping)
    {
        var requests = new List<string>();
        try
        {
            while (true)
            {
                using var connection = await service.AcceptTcpClientAsync(stopping);
                using var reader = new StreamReader(connection.GetStream(), Encoding.ASCII);
                requests.Add((await reader.ReadLineAsync(stopping))!);
                while (await reader.ReadLineAsync(stopping) is { Length: > 0 })
                {
                }
            }
        }
        catch (OperationCanceledException)
        {
            return requests;
        }
    }

    private sealed class RealHttp(IPEndPoint address) : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new() { BaseAddress = new Uri($"http://{address}") };
    }
}

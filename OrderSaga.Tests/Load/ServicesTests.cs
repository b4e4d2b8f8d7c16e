using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OrderSaga.Load;

namespace OrderSaga.Tests.Load;

public sealed class ServicesTests
{
    [Fact]
    public async Task Request_WithinAnActivity_CarriesNoTraceContext()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}");
        using var services = Services.At(address, address, address);
        using var activity = new Activity("load").SetIdFormat(ActivityIdFormat.W3C).Start();

        var response = services.Order.GetAsync("/orders/stats");

        using var connection = await listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(connection.GetStream());
        var headers = new List<string>();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            headers.Add(line);
        }

        await connection.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray());
        using var answer = await response;
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.StartsWith("GET /orders/stats", headers[0]);
        Assert.DoesNotContain(headers, header => header.StartsWith("traceparent", StringComparison.OrdinalIgnoreCase));
    }
}

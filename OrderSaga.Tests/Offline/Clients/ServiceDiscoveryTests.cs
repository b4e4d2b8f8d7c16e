using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace OrderSaga.Tests.Offline.Clients;

public sealed class ServiceDiscoveryTests
{
    [Theory]
    [InlineData("http://order-service/orders?x=1", "http://localhost:5101/orders?x=1")]
    [InlineData("https+http://order-service/orders", "https://localhost:7101/orders")]
    [InlineData("https+http://stock-service/stock", "http://localhost:5102/stock")]
    [InlineData("http://_admin.order-service/", "http://localhost:9101/")]
    public async Task Get_ConfiguredService_GoesToItsEndpoint(string asked, string expected) =>
        Assert.Equal([expected], await AskAsync(asked));

    [Theory]
    [InlineData("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x")]
    [InlineData("http://elsewhere.example/x", "http://elsewhere.example/x")]
    [InlineData("https+http://elsewhere.example/x", "https://elsewhere.example/x")]
    public async Task Get_UnknownHost_PassesThrough(string asked, string expected) =>
        Assert.Equal([expected], await AskAsync(asked));

    [Fact]
    public async Task Get_ServiceWithReplicas_TakesThemInTurn()
    {
        var asked = await AskAsync("http://replicated/", times: 4);

        Assert.Equal(2, asked.Count(address => address == "http://localhost:6001/"));
        Assert.Equal(2, asked.Count(address => address == "http://localhost:6002/"));
    }

    private static async Task<IEnumerable<string?>> AskAsync(string address, int times = 1)
    {
        var far = new StubHandler(StubHandler.Status(HttpStatusCode.OK));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["services:order-service:http:0"] = "http://localhost:5101",
            ["services:order-service:https:0"] = "https://localhost:7101",
            ["services:order-service:admin:0"] = "http://localhost:9101",
            ["services:stock-service:http:0"] = "http://localhost:5102",
            ["services:replicated:http:0"] = "http://localhost:6001",
            ["services:replicated:http:1"] = "http://localhost:6002",
        }).Build());
        services.AddServiceDiscovery();
        services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        services.AddHttpClient("any").ConfigurePrimaryHttpMessageHandler(() => far);
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("any");

        for (var i = 0; i < times; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(new Uri(address), request.RequestUri);
        }

        return far.Asked.Select(asked => asked?.ToString());
    }
}

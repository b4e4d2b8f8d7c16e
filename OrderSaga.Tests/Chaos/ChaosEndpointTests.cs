using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Chaos;

public sealed class ChaosEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    public async Task Disabled_EveryPathIs404AndNothingIsInTheWay(string? enabled)
    {
        await using var host = await ChaosHost.StartAsync(enabled);
        (HttpMethod Method, string Path)[] paths =
        [
            (HttpMethod.Get, "/chaos"), (HttpMethod.Put, "/chaos/consumer"), (HttpMethod.Put, "/chaos/handler"),
            (HttpMethod.Put, "/chaos/relay"), (HttpMethod.Post, "/chaos/crash"),
        ];
        foreach (var (method, path) in paths)
        {
            using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(new { paused = true }) };
            using var response = await host.Client.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        Assert.IsType<RecordingHandler>(host.Services.GetRequiredService<IBatchHandler>());
        Assert.IsType<OpenConsumptionGate>(host.Services.GetRequiredService<IConsumptionGate>());
        Assert.IsType<ConfirmingPublisherFactory>(host.Services.GetRequiredService<IPublisherFactory>());
        Assert.DoesNotContain("/chaos", await host.Client.GetStringAsync("/openapi/v1.json", Cancellation), StringComparison.Ordinal);
        using var health = await host.Client.GetAsync("/health", Cancellation);
        Assert.DoesNotContain("chaos", await health.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_EachSetting_IsWhatGetTells()
    {
        await using var host = await ChaosHost.StartAsync("true");
        Assert.Equal(ChaosView.Calm, await host.Client.GetFromJsonAsync<ChaosView>("/chaos", Cancellation));

        await PutAsync(host, "/chaos/consumer", """{"paused":true}""");
        await PutAsync(host, "/chaos/handler", """{"failRate":0.25,"delayMs":60000}""");
        await PutAsync(host, "/chaos/relay", """{"dropNext":10000,"duplicateNext":2}""");

        Assert.Equal(new ChaosView(true, 0.25, 60_000, 10_000, 2), await host.Client.GetFromJsonAsync<ChaosView>("/chaos", Cancellation));
        Assert.Equal(
            """{"paused":true,"failRate":0.25,"delayMs":60000,"dropNext":10000,"duplicateNext":2}""",
            await host.Client.GetStringAsync("/chaos", Cancellation));
    }

    [Theory]
    [InlineData("/chaos/consumer", "{}", "paused")]
    [InlineData("/chaos/consumer", """{"paused":"yes"}""", "paused")]
    [InlineData("/chaos/consumer", "null", "paused")]
    [InlineData("/chaos/handler", """{"failRate":1.01,"delayMs":0}""", "failRate")]
    [InlineData("/chaos/handler", """{"failRate":-0.1,"delayMs":0}""", "failRate")]
    [InlineData("/chaos/handler", """{"failRate":1e999,"delayMs":0}""", "failRate")]
    [InlineData("/chaos/handler", """{"failRate":0,"delayMs":60001}""", "delayMs")]
    [InlineData("/chaos/handler", """{"failRate":0,"delayMs":1.5}""", "delayMs")]
    [InlineData("/chaos/handler", """{"failRate":0}""", "delayMs")]
    [InlineData("/chaos/relay", """{"dropNext":-1,"duplicateNext":0}""", "dropNext")]
    [InlineData("/chaos/relay", """{"dropNext":10001,"duplicateNext":0}""", "dropNext")]
    [InlineData("/chaos/relay", """{"dropNext":0,"duplicateNext":99999999999}""", "duplicateNext")]
    [InlineData("/chaos/relay", """{"dropNext":0}""", "duplicateNext")]
    public async Task Put_BadValue_Is400WithTheFieldAndChangesNothing(string path, string body, string field)
    {
        await using var host = await ChaosHost.StartAsync("true");

        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await host.Client.PutAsync(path, content, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal(ChaosView.Calm, await host.Client.GetFromJsonAsync<ChaosView>("/chaos", Cancellation));
    }

    [Fact]
    public async Task Paused_HealthSaysSoAndAliveDoesNotMind()
    {
        await using var host = await ChaosHost.StartAsync("true");
        await PutAsync(host, "/chaos/consumer", """{"paused":true}""");

        using var health = await host.Client.GetAsync("/health", Cancellation);
        var checks = (await health.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("checks").EnumerateArray();
        using var alive = await host.Client.GetAsync("/alive", Cancellation);

        var chaos = Assert.Single(checks, check => check.GetProperty("name").GetString() == "chaos");
        Assert.Equal("Degraded", chaos.GetProperty("status").GetString());
        Assert.StartsWith("on purpose: takes no messages since 20", chaos.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("""{"status":"Healthy""", await alive.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenApi_Enabled_TellsThePathsAndTheirBounds()
    {
        await using var host = await ChaosHost.StartAsync("true");

        var document = await host.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancellation);

        Assert.True(document.GetProperty("paths").TryGetProperty("/chaos/crash", out _));
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var handler = schemas.GetProperty("DisturbHandlerRequest").GetProperty("properties");
        Assert.Equal((0, 1), Bounds(handler.GetProperty("failRate")));
        Assert.Equal((0, 60_000), Bounds(handler.GetProperty("delayMs")));
        Assert.Equal((0, 10_000), Bounds(schemas.GetProperty("DisturbRelayRequest").GetProperty("properties").GetProperty("dropNext")));
    }

    private static (double, double) Bounds(JsonElement schema) =>
        (schema.GetProperty("minimum").GetDouble(), schema.GetProperty("maximum").GetDouble());

    private static async Task PutAsync(ChaosHost host, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await host.Client.PutAsync(path, content, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}

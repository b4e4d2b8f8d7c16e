using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class HealthEndpointTests(ApiUnderTest api) : IClassFixture<ApiUnderTest>
{
    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable)]
    public async Task Health_AnyStatus_ReportsEachCheck(HealthStatus status, HttpStatusCode expected)
    {
        api.Health = new HealthCheckResult(status, "as told");

        using var answer = await api.Client.GetAsync("/health", TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var report = await ApiUnderTest.ReadAsync(answer);
        Assert.Equal(status.ToString(), report.GetProperty("status").GetString());
        var check = report.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "dependency");
        Assert.Equal(status.ToString(), check.GetProperty("status").GetString());
        Assert.Equal("as told", check.GetProperty("description").GetString());
        Assert.True(check.GetProperty("durationMs").GetDouble() >= 0);
    }

    [Fact]
    public async Task Alive_DependencyAway_IsStillAlive()
    {
        api.Health = HealthCheckResult.Unhealthy();

        using var answer = await api.Client.GetAsync("/alive", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var check = Assert.Single((await ApiUnderTest.ReadAsync(answer)).GetProperty("checks").EnumerateArray());
        Assert.Equal("self", check.GetProperty("name").GetString());
    }
}

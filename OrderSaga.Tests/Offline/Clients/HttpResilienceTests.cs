using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Xunit;
using static OrderSaga.Tests.Offline.Clients.StubHandler;

namespace OrderSaga.Tests.Offline.Clients;

public sealed class HttpResilienceTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Options_Unset_AreTheStandardOnes()
    {
        var options = new HttpStandardResilienceOptions();

        Assert.Equal(TimeSpan.FromSeconds(30), options.TotalRequestTimeout.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(10), options.AttemptTimeout.Timeout);
        Assert.Equal(3, options.Retry.MaxRetryAttempts);
        Assert.Equal(TimeSpan.FromSeconds(2), options.Retry.Delay);
        Assert.True(options.Retry is { UseJitter: true, ShouldRetryAfterHeader: true });
        Assert.Equal((0.1, 100), (options.CircuitBreaker.FailureRatio, options.CircuitBreaker.MinimumThroughput));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, 4)]
    [InlineData(HttpStatusCode.RequestTimeout, 4)]
    [InlineData(HttpStatusCode.TooManyRequests, 4)]
    [InlineData(HttpStatusCode.NotFound, 1)]
    public async Task Get_FaultyStatus_IsRetriedWhereTransient(HttpStatusCode status, int attempts)
    {
        var far = new StubHandler(Status(status));

        using var answer = await SendAsync(far, HttpMethod.Get);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(attempts, far.Asked.Count);
    }

    [Fact]
    public async Task Get_FaultThatPasses_IsHidden()
    {
        var far = new StubHandler(Refuse, Hang, Status(HttpStatusCode.OK));

        using var answer = await SendAsync(far, HttpMethod.Get);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(3, far.Asked.Count);
    }

    [Fact]
    public async Task Post_AnyFault_IsNotRetried()
    {
        var failing = new StubHandler(Status(HttpStatusCode.ServiceUnavailable));
        using var answer = await SendAsync(failing, HttpMethod.Post);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Single(failing.Asked);

        var refusing = new StubHandler(Refuse);
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(refusing, HttpMethod.Post));
        Assert.Single(refusing.Asked);

        var hanging = new StubHandler(Hang);
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => SendAsync(hanging, HttpMethod.Post));
        Assert.Single(hanging.Asked);
    }

    [Fact]
    public async Task Get_OneServiceKeepsFailing_CircuitOpensForItAlone()
    {
        var far = new StubHandler(Status(HttpStatusCode.ServiceUnavailable));
        await using var provider = Build(far, options => options.CircuitBreaker.MinimumThroughput = 4);
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("any");

        using (await client.GetAsync("http://one/", TestContext.Current.CancellationToken))
        {
        }

        await Assert.ThrowsAsync<BrokenCircuitException>(() => client.GetAsync("http://one/", TestContext.Current.CancellationToken));
        using var other = await client.PostAsync("http://two/", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, other.StatusCode);
    }

    [Fact]
    public void CreateClient_WithStandardHandler_LeavesTimeoutsToThePipeline()
    {
        using var provider = Build(new StubHandler(Refuse), _ => { });
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("any");

        Assert.Equal(Timeout.InfiniteTimeSpan, client.Timeout);
    }

    [Fact]
    public async Task Get_AttemptMayTakeLongerThanTheRequest_IsRefused()
    {
        await using var provider = Build(
            new StubHandler(Status(HttpStatusCode.OK)), options => options.AttemptTimeout.Timeout = TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<OptionsValidationException>(async () =>
        {
            using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("any");
            using var answer = await client.GetAsync("http://one/", TestContext.Current.CancellationToken);
        });
    }

    private static async Task<HttpResponseMessage> SendAsync(StubHandler far, HttpMethod method)
    {
        await using var provider = Build(far, options =>
        {
            options.AttemptTimeout.Timeout = method == HttpMethod.Get ? TimeSpan.FromMilliseconds(200) : Soon;
        });
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("any");
        using var request = new HttpRequestMessage(method, "http://one/");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static ServiceProvider Build(StubHandler far, Action<HttpStandardResilienceOptions> configure)
    {
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(http => http
            .AddStandardResilienceHandler(options =>
            {
                options.Retry.Delay = TimeSpan.FromMilliseconds(1);
#pragma warning disable EXTEXP0001 // Experimental in name; tested here because Extensions.cs relies on it.
                options.Retry.DisableForUnsafeHttpMethods();
#pragma warning restore EXTEXP0001
                configure(options);
            })
            .SelectPipelineByAuthority());
        services.AddHttpClient("any").ConfigurePrimaryHttpMessageHandler(() => far);
        return services.BuildServiceProvider();
    }
}

using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Polly.CircuitBreaker;

namespace OrderSaga.Tests.ServiceDefaults;

/// <summary>What the service defaults make of an HTTP client whose far end fails.</summary>
public sealed class HttpClientTests : IDisposable
{
    private readonly Failing far = new();
    private readonly IHost host;
    private readonly HttpClient client;

    public HttpClientTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddServiceDefaults();
        builder.Services.ConfigureAll<HttpStandardResilienceOptions>(options =>
        {
            options.Retry.Delay = TimeSpan.FromMilliseconds(1);
            options.CircuitBreaker.MinimumThroughput = 4;
        });
        builder.Services.AddHttpClient("any").ConfigurePrimaryHttpMessageHandler(() => far);
        host = builder.Build();
        client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("any");
    }

    [Fact]
    public async Task Post_FarEndFails_IsNotSentAgain()
    {
        using var answer = await client.PostAsync("http://one/", null, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (answer.StatusCode, far.Asked));
    }

    [Fact]
    public async Task Get_OneServiceKeepsFailing_CircuitOpensForItAlone()
    {
        using (await client.GetAsync("http://one/", TestContext.Current.CancellationToken))
        {
            Assert.Equal(4, far.Asked);
        }

        await Assert.ThrowsAsync<BrokenCircuitException>(() => client.GetAsync("http://one/", TestContext.Current.CancellationToken));
        using var other = await client.PostAsync("http://two/", null, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 5), (other.StatusCode, far.Asked));
    }

    public void Dispose()
    {
        client.Dispose();
        host.Dispose();
        far.Dispose();
    }

    private sealed class Failing : HttpMessageHandler
    {
        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { RequestMessage = request });
        }
    }
}

using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Xunit;

namespace OrderSaga.Tests.Offline.Clients;

/// <summary>Server and client spans, as the service defaults ask for them.</summary>
public sealed class ServerSpanTests : IAsyncLifetime
{
    private static readonly ActivitySource Source = new("OrderSaga.Tests.ServerSpans");

    private readonly SpanCollector _collector = new();
    private readonly HttpClient _client = new();
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(_collector));
        builder.Services.AddHealthChecks().AddCheck("traced", () =>
        {
            using var span = Source.StartActivity("below a health check");
            return default;
        });
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.UseExceptionHandler();
        _app.MapGet("/things/{id}", (int id) => id);
        _app.MapPost("/faults", IResult () => throw new InvalidOperationException());
        _app.MapDefaultEndpoints();
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.First());
    }

    [Fact]
    public async Task Request_Routed_IsNamedAndDescribedAfterItsRoute()
    {
        using var answer = await _client.GetAsync("/things/7?token=secret", TestContext.Current.CancellationToken);

        var span = await SpanAsync("GET /things/{id}");
        Assert.Equal(ActivityKind.Server, span.Kind);
        Assert.Equal("GET", span.GetTagItem("http.request.method"));
        Assert.Equal("/things/{id}", span.GetTagItem("http.route"));
        Assert.Equal("/things/7", span.GetTagItem("url.path"));
        Assert.Equal("?token=Redacted", span.GetTagItem("url.query"));
        Assert.Equal("http", span.GetTagItem("url.scheme"));
        Assert.Equal("127.0.0.1", span.GetTagItem("server.address"));
        Assert.Equal(200, span.GetTagItem("http.response.status_code"));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
    }

    [Fact]
    public async Task Request_FromAnHttpClient_IsTheChildOfItsSpan()
    {
        using var root = Source.StartActivity("root");
        using var answer = await _client.GetAsync("/things/8", TestContext.Current.CancellationToken);

        var server = await SpanAsync("GET /things/{id}");
        var client = await _collector.NextAsync(
            span => span.Kind == ActivityKind.Client && span.TraceId == root!.TraceId, TestContext.Current.CancellationToken);
        Assert.Equal((root!.TraceId, client.SpanId), (server.TraceId, server.ParentSpanId));
        Assert.Equal("GET", client.DisplayName);
        Assert.Equal("200", client.GetTagItem("http.response.status_code")?.ToString());
    }

    [Fact]
    public async Task Request_Faulted_IsAnErrorUnderItsRoute()
    {
        using var answer = await _client.PostAsync("/faults", null, TestContext.Current.CancellationToken);

        var span = await SpanAsync("POST /faults");
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal(500, span.GetTagItem("http.response.status_code"));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Request_OfAProbe_LeavesNoSpan(string path)
    {
        using var root = Source.StartActivity("root");
        using (await _client.GetAsync(path, TestContext.Current.CancellationToken))
        using (await _client.GetAsync("/things/9", TestContext.Current.CancellationToken))
        {
        }

        await SpanAsync("GET /things/{id}");
        var ofThisTest = _collector.Spans.Where(span => span.TraceId == root!.TraceId && span.Kind != ActivityKind.Client);
        Assert.Equal(["GET /things/{id}"], ofThisTest.Select(span => span.DisplayName));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private Task<Activity> SpanAsync(string name) =>
        _collector.NextAsync(span => span.DisplayName == name, TestContext.Current.CancellationToken);
}

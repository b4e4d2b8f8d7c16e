using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OrderSaga.Tests.Tracing.Otlp;
using OrderSaga.Web.Traces;

namespace OrderSaga.Tests.Web.Traces;

/// <summary>What the tests have in place of a dashboard answers as one.</summary>
public sealed class DashboardApiTests : IDisposable
{
    private readonly ActivitySource source = new(Guid.CreateVersion7().ToString());

    public void Dispose() => source.Dispose();

    [Fact]
    public async Task Get_SpansThatWereExported_AreReadByThePage()
    {
        await using var receiver = await TelemetryReceiver.StartAsync();
        var traceId = Export(receiver.Address + "/v1/traces");

        var answer = await new TraceReader(traceId, Client(receiver, DashboardApi.Key), TimeProvider.System).ReadAsync(CancellationToken.None);

        Assert.Equal(TraceState.Found, answer.State);
        Assert.Equal([("request", "server", null), ("message", "consumer", "")], answer.Spans.Select(span => (span.Name, span.Kind, span.Error)));
        Assert.All(answer.Spans, span => Assert.True(span.Service == "order-service" && span.Duration > TimeSpan.Zero));
        Assert.Equal("7", answer.Spans[0].Attributes["count"]);
        Assert.Equal(["batch"], Assert.Single(answer.Shared).Spans.Select(span => span.Name));
    }

    [Theory]
    [InlineData("another key", TraceState.KeyRefused)]
    [InlineData(DashboardApi.Key, TraceState.NotFound)]
    public async Task Get_WrongKeyOrUnknownTrace_IsRefusedOrNotFound(string key, TraceState state)
    {
        await using var receiver = await TelemetryReceiver.StartAsync();

        Assert.Equal(state, (await Client(receiver, key).GetAsync(DashboardAnswers.TraceId, CancellationToken.None)).State);
    }

    private string Export(string endpoint)
    {
        using var exporter = Sdk.CreateTracerProviderBuilder()
            .AddSource(source.Name)
            .SetSampler(new AlwaysOnSampler())
            .ConfigureResource(resource => resource.AddService("order-service"))
            .AddOtlpExporter(options => (options.Endpoint, options.Protocol) = (new Uri(endpoint), OtlpExportProtocol.HttpProtobuf))
            .Build();
        Activity.Current = null;
        using var request = source.StartActivity("request", ActivityKind.Server)!.SetTag("count", 7);
        using var message = source.StartActivity("message", ActivityKind.Consumer)!.SetStatus(ActivityStatusCode.Error);
        Activity.Current = null;
        using var batch = source.StartActivity("batch", ActivityKind.Internal, default(ActivityContext), links: [new(message.Context)])!;
        message.AddLink(new(batch.Context));
        return request.TraceId.ToString();
    }

    private static DashboardClient Client(TelemetryReceiver receiver, string key)
    {
        var configuration = DashboardAnswers.Configuration(receiver.Address, key);
        return new(new Network(), new DashboardLink(configuration), configuration, NullLogger<DashboardClient>.Instance);
    }

    private sealed class Network : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new();
    }
}

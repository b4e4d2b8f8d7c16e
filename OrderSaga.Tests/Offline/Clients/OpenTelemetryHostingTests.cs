using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Xunit;

namespace OrderSaga.Tests.Offline.Clients;

public sealed class OpenTelemetryHostingTests
{
    private static readonly Action<ILogger, Exception?> Something = LoggerMessage.Define(LogLevel.Information, default, "something");

    [Fact]
    public void AddOpenTelemetry_Again_AddsOneHostedServiceBeforeAllOthers()
    {
        var services = new ServiceCollection();
        services.AddHostedService<Idle>();

        services.AddOpenTelemetry();
        services.AddOpenTelemetry();

        var hosted = services.Where(service => service.ServiceType == typeof(IHostedService)).ToList();
        Assert.Equal(2, hosted.Count);
        Assert.Equal(typeof(Idle), hosted[1].ImplementationType);
    }

    [Fact]
    public async Task WithTracing_Again_AddsUp()
    {
        // No name that the service defaults of a test beside this one would listen to.
        using var first = new ActivitySource("Hosting.Tests.First");
        using var second = new ActivitySource("Elsewhere.Second");
        using var third = new ActivitySource("Elsewhere.Third");
        var collector = new SpanCollector();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("under-test"))
            .WithTracing(tracing => tracing.AddSource("Hosting.*").AddProcessor(collector));
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("Elsewhere.Second"));

        using var host = builder.Build();
        Assert.Null(first.StartActivity("before the start"));
        await host.StartAsync(TestContext.Current.CancellationToken);
        first.StartActivity("one")?.Dispose();
        second.StartActivity("two")?.Dispose();
        third.StartActivity("not asked for")?.Dispose();
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["one", "two"], collector.Spans.Select(span => span.DisplayName));
    }

    [Fact]
    public async Task WithMetrics_Wildcard_CollectsMetersOfTheFactory()
    {
        var metrics = new List<Metric>();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMetrics();
        builder.Services.AddOpenTelemetry().WithMetrics(provider => provider
            .AddMeter("OrderSaga.*")
            .AddRuntimeInstrumentation()
            .AddReader(new BaseExportingMetricReader(new MetricCollector(metrics))));
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        host.Services.GetRequiredService<IMeterFactory>().Create("OrderSaga.Tests").CreateCounter<int>("counted").Add(1);
        host.Services.GetRequiredService<MeterProvider>().ForceFlush();

        Assert.Contains(metrics, metric => metric.Name == "counted");
        Assert.Contains(metrics, metric => metric.Name.StartsWith("dotnet.gc"));
    }

    [Fact]
    public async Task UseOtlpExporter_HostIsDisposed_HasSentEverySignal()
    {
        var received = new List<string>();
        var receiver = WebApplication.CreateSlimBuilder();
        receiver.Logging.ClearProviders();
        await using var collector = receiver.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/v1/{signal}", (string signal) =>
        {
            lock (received)
            {
                received.Add(signal);
            }

            return Results.Bytes([], "application/x-protobuf");
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);
        using var source = new ActivitySource("OrderSaga.Tests.Otlp");
        using var meter = new Meter("OrderSaga.Tests.Otlp");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        builder.Logging.AddOpenTelemetry();
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(source.Name))
            .WithMetrics(metrics => metrics.AddMeter(meter.Name))
            .UseOtlpExporter();

        using (var host = builder.Build())
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            source.StartActivity("span")?.Dispose();
            meter.CreateCounter<int>("counted").Add(1);
            Something(host.Services.GetRequiredService<ILogger<OpenTelemetryHostingTests>>(), null);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["logs", "metrics", "traces"], received.Order());
    }

    private sealed class MetricCollector(List<Metric> metrics) : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                metrics.Add(metric);
            }

            return ExportResult.Success;
        }
    }

    private sealed class Idle : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}

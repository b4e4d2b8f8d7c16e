using System.Net.Http.Json;
using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Tracing.Otlp;

namespace OrderSaga.Tests.Tracing;

/// <summary>What the services measure, as it arrives where an operator collects it.</summary>
public sealed class MetricTests(SagaApplication application)
{
    private static readonly string[] Services = ["order-service", "inventory-service", "payment-service"];

    /// <summary>Those that show after one order; the counters of faults show with the first fault.</summary>
    private static readonly (string Name, string Unit, MetricKind Kind)[] OfEveryService =
    [
        ("messaging.client.sent.messages", "{message}", MetricKind.Sum),
        ("messaging.client.operation.duration", "s", MetricKind.Histogram),
        ("messaging.process.duration", "s", MetricKind.Histogram),
        ("ordersaga.consumer.batch.size", "{message}", MetricKind.Histogram),
        ("ordersaga.inbox.duplicates", "{message}", MetricKind.Sum),
        ("ordersaga.outbox.pending", "{message}", MetricKind.Gauge),
        ("ordersaga.outbox.oldest.age", "s", MetricKind.Gauge),
        ("http.server.request.duration", "s", MetricKind.Histogram),
        ("dotnet.gc.collections", "{collection}", MetricKind.Sum),
    ];

    private static readonly (string Name, string Unit, MetricKind Kind)[] OfOrder =
    [
        ("ordersaga.saga.duration", "s", MetricKind.Histogram),
        ("ordersaga.saga.in_flight", "{order}", MetricKind.Gauge),
        ("ordersaga.saga.overdue", "{order}", MetricKind.Gauge),
        ("ordersaga.order.placement.batch.size", "{order}", MetricKind.Histogram),
    ];

    [Fact]
    public async Task Metrics_AfterAnOrder_ArriveWithTheirUnits()
    {
        var shop = new Shop(application);
        var accepted = await shop.PlaceAsync(await shop.AddAccountAsync(100m), await shop.AddItemAsync(5));
        await shop.SettledAsync(accepted.Id);
        var receiver = await application.GetTelemetryAsync();
        var expected = Services.SelectMany(service => OfEveryService.Select(metric => (service, metric)))
            .Concat(OfOrder.Select(metric => ("order-service", metric)))
            .Select(pair => $"{pair.Item1} {pair.metric.Name} {pair.metric.Unit} {pair.metric.Kind}")
            .ToList();

        foreach (var metric in expected)
        {
            await application.EventuallyAsync(
                () => Task.FromResult(receiver.Metrics.Any(arrived => $"{arrived.Service} {arrived.Name} {arrived.Unit} {arrived.Kind}" == metric)),
                $"'{metric}' has arrived");
        }
    }

    [Fact]
    public async Task Metrics_AfterFaults_ArriveWithTheirUnits()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(5));
        var receiver = await application.GetTelemetryAsync();
        await using (var payment = new Mischief(application.Payment))
        {
            await payment.DisturbHandlerAsync(failRate: 1);
            await shop.PlaceAsync(user, item);
            await application.EventuallyAsync(
                () => Task.FromResult(Has("payment-service ordersaga.consumer.dead_letters {message} Sum")), "the message is parked, and counted");
        }

        // Whatever was parked, the next re-drive goes through.
        await shop.AllSettledAsync();
        using var purge = await application.Payment.DeleteAsync("/dead-letters");

        Assert.True(Has("payment-service ordersaga.consumer.retries {attempt} Sum"));
        await application.EventuallyAsync(
            () => Task.FromResult(Has("order-service ordersaga.order.redrives {redrive} Sum")), "the re-drive is counted");

        bool Has(string expected) =>
            receiver.Metrics.Any(metric => $"{metric.Service} {metric.Name} {metric.Unit} {metric.Kind}" == expected && metric.Value > 0);
    }

    [Fact]
    public async Task Refused_ByAFullQueue_AreCountedAndThenSwept()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(5));
        var receiver = await application.GetTelemetryAsync();
        var (refused, swept) = (Value("ordersaga.outbox.refused"), Value("ordersaga.outbox.swept"));
        await using var broker = await Broker.ConnectAsync(application);
        await broker.WhileFullAsync(EventTypes.OrderCreated, async () =>
        {
            await shop.PlaceManyAsync(3, clients: 3, _ => (user, item, 1, 1m));
            await application.EventuallyAsync(() => Task.FromResult(Value("ordersaga.outbox.refused") >= refused + 3), "refusals are counted");
            Assert.Equal(swept, Value("ordersaga.outbox.swept"));
        });

        await application.EventuallyAsync(() => Task.FromResult(Value("ordersaga.outbox.swept") >= swept + 3), "what is swept is counted");
        await shop.AllSettledAsync();

        double Value(string name) => receiver.Metrics
            .Where(metric => metric is { Service: "order-service", Unit: "{message}", Kind: MetricKind.Sum } && metric.Name == name)
            .Sum(metric => metric.Value);
    }

    [Fact]
    public async Task GivenUp_OrderThatNobodyAnswers_IsCounted()
    {
        var receiver = await application.GetTelemetryAsync();
        await using var service = await LoneOrderService.StartAsync(
            application,
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
                ["OTEL_SERVICE_NAME"] = "lone-order-service",

                // It runs in this process: its tracing would record what the tests themselves ask their databases.
                ["OTEL_TRACES_SAMPLER"] = "always_off",
                ["Saga:StepTimeout"] = "00:00:00.500",
                ["Saga:GiveUpAfter"] = "00:00:00.500",
            });
        for (var orders = 0; orders < 2; orders++)
        {
            using var response = await service.Client.PostAsJsonAsync("/orders", new PlaceOrderRequest("alice", "laptop", 1m, 1));
            response.EnsureSuccessStatusCode();
        }

        await application.EventuallyAsync(() => Task.FromResult(receiver.Metrics.Any(metric => metric is
        {
            Service: "lone-order-service", Name: "ordersaga.order.give_ups", Unit: "{order}", Kind: MetricKind.Sum, Value: 2,
        })), "two orders given up are counted");
    }

    [Fact]
    public async Task InFlight_ServiceDown_CountsTheOrdersThatWait()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(100));
        var receiver = await application.GetTelemetryAsync();
        await application.WhileStoppedAsync("payment-service", async () =>
        {
            await shop.PlaceManyAsync(5, clients: 5, _ => (user, item, 1, 1m));
            await application.EventuallyAsync(() => Task.FromResult(Value("ordersaga.saga.in_flight") >= 5), "five orders are in flight");
            await application.EventuallyAsync(() => Task.FromResult(Value("ordersaga.order.redrives") >= 1), "they are driven again");
        });

        await shop.AllSettledAsync();
        await application.EventuallyAsync(() => Task.FromResult(Value("ordersaga.saga.in_flight") == 0), "none is in flight");

        // Of this service alone: one that a test has run by itself may have left orders that nobody ever answers.
        double Value(string name) => receiver.Metrics
            .Where(metric => metric.Service == "order-service" && metric.Name == name).Sum(metric => metric.Value);
    }

    [Fact]
    public async Task Histograms_OfOurOwn_HaveBucketsThatFit()
    {
        var shop = new Shop(application);
        await shop.SettledAsync((await shop.PlaceAsync(await shop.AddAccountAsync(100m), await shop.AddItemAsync(5))).Id);
        var receiver = await application.GetTelemetryAsync();
        string[] names = [.. OfEveryService.Concat(OfOrder).Where(metric => metric.Kind == MetricKind.Histogram && metric.Name[0] != 'h').Select(metric => metric.Name)];
        await application.EventuallyAsync(
            () => Task.FromResult(names.All(name => receiver.Metrics.Any(metric => metric.Name == name))), "the histograms have arrived");

        // The SDK's default goes 0, 5, 10, 25 … 10000: made for milliseconds.
        Assert.All(receiver.Metrics.Where(metric => names.Contains(metric.Name)), metric => Assert.DoesNotContain(10_000, metric.Bounds));
    }
}

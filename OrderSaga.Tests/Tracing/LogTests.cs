using System.Net.Http.Json;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Events;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Chaos;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Tracing.Otlp;

namespace OrderSaga.Tests.Tracing;

/// <summary>What the services log, as it arrives where an operator collects it.</summary>
public sealed class LogTests(SagaApplication application)
{
    [Fact]
    public async Task Parked_Message_IsOneLineWithItsCauseItsOrderAndItsTrace()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        var before = await MarkAsync();
        await using (var payment = new Mischief(application.Payment))
        {
            await payment.DisturbHandlerAsync(failRate: 1);
            await shop.PlaceAsync(user, item);
            await application.EventuallyAsync(
                async () => (await application.Payment.GetFromJsonAsync<DeadLetterPage>("/dead-letters"))!.Total >= 1, "the message is parked");
        }

        var order = await shop.SettledAsync(shop.Placed[0]);
        using var purge = await application.Payment.DeleteAsync("/dead-letters");
        var after = await MarkAsync();

        var lines = (await BetweenAsync(before, after)).Where(line => line["OrderId"] == order.Id.ToString()).ToList();
        Assert.NotEmpty(lines);
        Assert.Equal(lines.Select(line => line["MessageId"]).Distinct().Count(), lines.Count);
        string?[] spans = [.. (await application.GetTelemetryAsync()).Spans.Where(span => span.TraceId == order.TraceId).Select(span => span.SpanId)];
        Assert.All(lines, line =>
        {
            Assert.Equal(("payment-service", LogLine.Error), (line.Service, line.Severity));
            Assert.StartsWith("Dead-lettered INVENTORY_RESERVED", line.Text, StringComparison.Ordinal);
            Assert.Equal(order.TraceId, line.TraceId);
            Assert.Contains(line.SpanId, spans);
            Assert.Equal(nameof(ChaosException), line["exception.type"]);
            Assert.Contains("on purpose", line["exception.message"], StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task ManyOrders_NothingForEachMessageAtInformation()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(1000m), await shop.AddItemAsync(1000));
        var before = await MarkAsync();
        await shop.PlaceManyAsync(100, clients: 8, _ => (user, item, 1, 1m));
        await shop.AllSettledAsync();
        var after = await MarkAsync();

        // A slow machine may drive a few again, which is a line for all of them.
        Assert.InRange((await BetweenAsync(before, after)).Count, 0, 5);
    }

    [Fact]
    public async Task BrokerAway_IsOneWarningARoleWithItsCause()
    {
        var before = await MarkAsync();
        await application.StopAsync("messaging");
        await application.EventuallyAsync(
            async () => (await application.Payment.GetStringAsync("/health")).Contains("payment-service relay: away since", StringComparison.Ordinal),
            "the outage is noticed");
        await application.StartAsync("messaging");
        await AllWellAsync();
        var after = await MarkAsync();

        var warnings = (await BetweenAsync(before, after, ""))
            .Where(line => line.Service == "payment-service" && line.Severity >= LogLine.Warning)
            .ToList();
        Assert.Equal(["payment-service consumer", "payment-service relay"], warnings.Select(line => line["Role"]).Order());
        Assert.All(warnings, line => Assert.NotNull(line["exception.type"]));
    }

    [Fact]
    public async Task DatabaseAway_IsOneWarningARoleWithItsCause()
    {
        string[] expected =
        [
            "inventory-service BatchConsumer", "inventory-service GaugeReader", "inventory-service OutboxSweep",
            "order-service BatchConsumer", "order-service GaugeReader", "order-service OutboxSweep", "order-service TimeoutMonitor",
            "payment-service BatchConsumer", "payment-service GaugeReader", "payment-service OutboxSweep",
        ];
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await using var broker = await Broker.ConnectAsync(application);
        var tap = await broker.TapAsync();
        await shop.SettledAsync((await shop.PlaceAsync(user, item)).Id);
        string[] roles = ["order-service", "inventory-service", "payment-service"];
        var receiver = await application.GetTelemetryAsync();
        var before = await MarkAsync();
        await application.WhileStoppedAsync("postgres", async () =>
        {
            // Each service has messages to handle; eight attempts take longer than several sweeps and ticks of the monitor. Where a proxy
            // stands before the database, each of them waits for the connect timeout besides.
            for (var events = 0; events < 3; events++)
            {
                await broker.PublishAgainAsync(await broker.StealAsync(application, tap), times: 20);
            }

            var retries = roles.ToDictionary(role => role, Retries);
            await application.EventuallyAsync(
                () => Task.FromResult(roles.All(role => Retries(role) >= retries[role] + 8) && !expected.Except(SourcesAfter(before)).Any()),
                "every role has noticed, and tried again and again",
                TimeSpan.FromSeconds(90));
        });

        await AllWellAsync();
        var after = await MarkAsync();

        // A page that a test before this one has left open goes on asking: whoever is asked tells it once.
        var lines = (await BetweenAsync(before, after, "")).Where(line => line.Severity >= LogLine.Warning && roles.Contains(line.Service));
        var warnings = lines.ToLookup(line => SourceOf(line).EndsWith(" UnavailableHandler", StringComparison.Ordinal));
        Assert.Equal(expected, warnings[false].Select(SourceOf).Order(StringComparer.Ordinal));
        Assert.All(warnings[false], line => Assert.NotNull(line["exception.type"]));
        Assert.Equal(warnings[true].DistinctBy(SourceOf), warnings[true]);

        double Retries(string service) =>
            receiver.Metrics.Where(metric => metric.Service == service && metric.Name == "ordersaga.consumer.retries").Sum(metric => metric.Value);

        IEnumerable<string> SourcesAfter(string mark) => receiver.Lines
            .SkipWhile(line => !line.Text.Contains(mark, StringComparison.Ordinal)).Where(line => line.Severity >= LogLine.Warning).Select(SourceOf);
    }

    [Fact]
    public async Task Refused_ManyMessagesAndAttempts_IsOneWarningWithItsCause()
    {
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(100m), await shop.AddItemAsync(10));
        await using var broker = await Broker.ConnectAsync(application);
        var receiver = await application.GetTelemetryAsync();

        // Whoever connects late, after an outage that a test before this one has made, binds its queue once more.
        await AllWellAsync();
        var before = await MarkAsync();
        var refused = Refusals();
        await application.WhileStoppedAsync("web", () => broker.WhileUnroutableAsync(EventTypes.OrderCreated, Routes.InventoryService, async () =>
        {
            await shop.PlaceManyAsync(5, clients: 5, _ => (user, item, 1, 1m));
            await application.EventuallyAsync(
                () => Task.FromResult(Refusals() >= refused + 20), "each is refused, by the relay and again by the sweep");
        }));
        var orders = await shop.AllSettledAsync();
        var after = await MarkAsync();

        var line = Assert.Single(await BetweenAsync(before, after, ""), line => line.Service == "order-service" && line.Severity >= LogLine.Warning);
        Assert.StartsWith("The broker refused ORDER_CREATED", line.Text, StringComparison.Ordinal);
        Assert.Equal("312 NO_ROUTE", line["Reason"]);
        var order = Assert.Single(orders, order => order.Id.ToString() == line["OrderId"]);
        var publish = Assert.Single(receiver.Spans, span => span.SpanId == line.SpanId);
        Assert.Equal((order.TraceId, line["MessageId"], true), (line.TraceId, publish["messaging.message.id"], publish.IsError));

        double Refusals() => receiver.Metrics.Where(metric => metric.Name == "ordersaga.outbox.refused").Sum(metric => metric.Value);
    }

    private Task AllWellAsync() => Task.WhenAll(new[] { application.Orders, application.Inventory, application.Payment }.Select(
        service => application.EventuallyAsync(
            async () => (await service.GetStringAsync("/health")).StartsWith("""{"status":"Healthy""", StringComparison.Ordinal), "all is well")));

    private static string SourceOf(LogLine line) => $"{line.Service} {line.Category[(line.Category.LastIndexOf('.') + 1)..]}";

    /// <summary>Something that each service logs, to tell what came before it from what came after.</summary>
    private async Task<string> MarkAsync()
    {
        var id = Guid.CreateVersion7().ToString("N")[20..];
        using var stock = await application.Inventory.PutAsJsonAsync($"/stock/mark-{id}", new SetStockRequest(0));
        using var account = await application.Payment.PutAsJsonAsync($"/accounts/mark-{id}", new SetBalanceRequest(0));
        stock.EnsureSuccessStatusCode();
        account.EnsureSuccessStatusCode();
        var receiver = await application.GetTelemetryAsync();
        await application.EventuallyAsync(
            () => Task.FromResult(receiver.Lines.Count(line => line.Text.Contains(id, StringComparison.Ordinal)) == 2), "the marks are logged");
        return id;
    }

    /// <summary>The lines at Information and above, of our own code unless told otherwise.</summary>
    private async Task<List<LogLine>> BetweenAsync(string before, string after, string category = "OrderSaga")
    {
        var lines = (await application.GetTelemetryAsync()).Lines.ToList();
        var from = lines.FindLastIndex(line => line.Text.Contains(before, StringComparison.Ordinal)) + 1;
        var to = lines.FindIndex(line => line.Text.Contains(after, StringComparison.Ordinal));
        return [.. lines[from..to].Where(line => line.Severity >= LogLine.Information && line.Category.StartsWith(category, StringComparison.Ordinal))];
    }
}

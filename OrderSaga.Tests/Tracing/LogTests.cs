using System.Net.Http.Json;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Chaos;
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
            Assert.StartsWith("Parked INVENTORY_RESERVED", line.Text, StringComparison.Ordinal);
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
        await application.EventuallyAsync(
            async () => (await application.Payment.GetStringAsync("/health")).StartsWith("""{"status":"Healthy""", StringComparison.Ordinal),
            "all is well again");
        var after = await MarkAsync();

        var warnings = (await BetweenAsync(before, after))
            .Where(line => line.Service == "payment-service" && line.Severity >= LogLine.Warning)
            .ToList();
        Assert.Equal(["payment-service consumer", "payment-service relay"], warnings.Select(line => line["Role"]).Order());
        Assert.All(warnings, line => Assert.NotNull(line["exception.type"]));
    }

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

    /// <summary>The lines of our own code at Information and above.</summary>
    private async Task<List<LogLine>> BetweenAsync(string before, string after)
    {
        var lines = (await application.GetTelemetryAsync()).Lines.ToList();
        var from = lines.FindLastIndex(line => line.Text.Contains(before, StringComparison.Ordinal)) + 1;
        var to = lines.FindIndex(line => line.Text.Contains(after, StringComparison.Ordinal));
        return [.. lines[from..to].Where(line => line.Severity >= LogLine.Information && line.Category.StartsWith("OrderSaga", StringComparison.Ordinal))];
    }
}

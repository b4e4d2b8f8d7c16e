using System.Net;
using System.Net.Http.Json;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Tracing;

namespace OrderSaga.Tests.Order;

/// <summary>Order while its database takes no writes.</summary>
public sealed class ReadOnlyOrdersTests(SagaApplication application)
{
    [Fact]
    public async Task Requests_DatabaseReadOnly_WritesAre503UntilItIsWritable()
    {
        await using var service = await LoneOrderService.StartAsync(application, new() { ["Outbox:SweepInterval"] = "01:00:00" });
        var order = new PlaceOrderRequest("alice", "laptop", 1m, 1);
        using var first = await service.Client.PostAsJsonAsync("/orders", order);
        var id = (await first.Content.ReadFromJsonAsync<OrderAccepted>())!.Id;
        await TestDatabase.SetReadOnlyAsync(application, service.Database, isReadOnly: true);

        using var refused = await service.Client.PostAsJsonAsync("/orders", order);
        using var notCancelled = await service.Client.PostAsync($"/orders/{id}/cancel", null);
        using var read = await service.Client.GetAsync($"/orders/{id}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, notCancelled.StatusCode);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);

        // The lane tries a few times, and the second attempt has a connection of now.
        await TestDatabase.SetReadOnlyAsync(application, service.Database, isReadOnly: false);
        using var accepted = await service.Client.PostAsJsonAsync("/orders", order);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
    }
}

using OrderSaga.Tests.EndToEnd;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Tracing;

/// <summary>Without a word about sampling, few traces are all kept and of many a share; each is whole or absent, in all services alike.</summary>
public sealed class DefaultSamplerTests
{
    private static readonly string[] WholeSaga =
    [
        "inventory-service: process ORDER_CREATED",
        "inventory-service: publish INVENTORY_RESERVED",
        "order-service: POST /orders/",
        "order-service: process INVENTORY_RESERVED",
        "order-service: process PAYMENT_SUCCESS",
        "order-service: publish ORDER_CREATED",
        "payment-service: process INVENTORY_RESERVED",
        "payment-service: publish PAYMENT_SUCCESS",
    ];

    [Fact]
    public async Task Traces_AloneAndInABurst_AreWholeOrAbsent()
    {
        // The same limits as by default, but small, so that a burst of a hundred goes beyond them. Aspire would have everything kept.
        await using var application = new SagaApplication(("Telemetry__TracesPerSecond", "3"));
        var shop = new Shop(application);
        var (user, item) = (await shop.AddAccountAsync(1000m), await shop.AddItemAsync(1000));
        var alone = await shop.SettledAsync((await shop.PlaceAsync(user, item)).Id);
        var trace = await TraceWatch.OfAsync(application, alone, IsWhole);
        trace.AssertIsSound();
        Assert.Equal(WholeSaga, trace.Lines.Except(["order-service: place orders"]).Order(StringComparer.Ordinal));

        await shop.PlaceManyAsync(100, clients: 16, _ => (user, item, 1, 1m));
        var orders = (await shop.AllSettledAsync()).Where(order => order.Id != alone.Id).ToList();
        var traces = await TraceWatch.AllAsync(application, orders, candidate => candidate.Count == 0 || IsWhole(candidate));

        var kept = traces.Where(candidate => candidate.Count > 0).ToList();
        Assert.All(kept, candidate =>
        {
            candidate.AssertIsSound();
            Assert.True(IsWhole(candidate), candidate.Tree);
        });
        Assert.InRange(kept.Count, 10, 60);
    }

    private static bool IsWhole(SagaTrace trace) => !WholeSaga.Except(trace.Lines).Any();
}

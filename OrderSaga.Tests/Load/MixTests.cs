using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;
using OrderSaga.Load;

namespace OrderSaga.Tests.Load;

public sealed class MixTests
{
    [Fact]
    public void Demo_HundredOrders_HaveTenDeclinedAndTenOutOfStock()
    {
        var shop = new Shop(new StubServices().Connect(), Mix.Demo, "test");

        var orders = Enumerable.Range(1000, 100).Select(i => shop.Order(i)).ToList();

        Assert.Equal(10, orders.Count(order => order.UserId == shop.Poor && order.Item != shop.Scarce));
        Assert.Equal(10, orders.Count(order => order.Item == shop.Scarce && order.UserId != shop.Poor));
        Assert.Equal(20, orders.Select(order => order.Item).Where(item => item != shop.Scarce).Distinct().Count());
        Assert.Equal(20, orders.Select(order => order.UserId).Where(account => account != shop.Poor).Distinct().Count());
    }

    [Fact]
    public void EveryMix_EveryOrder_IsValid() => Assert.All(
        Mix.All.SelectMany(mix => Orders(mix)),
        order => Assert.True(
            Limits.IsName(order.UserId) && Limits.IsName(order.Item)
            && Limits.IsQuantity(order.Quantity!.Value) && Limits.IsPrice(order.Price!.Value)));

    [Fact]
    public void Measured_IsWithoutTheDemo() => Assert.DoesNotContain(Mix.Demo, Mix.Measured);

    private static IEnumerable<PlaceOrderRequest> Orders(Mix mix)
    {
        var shop = Shop.Unique(new StubServices().Connect(), mix);
        return new[] { 0, 99, 100_000, int.MaxValue + 1L }.Select(shop.Order);
    }
}

using OrderSaga.Contracts.Http;
using OrderSaga.Web.Orders;

namespace OrderSaga.Tests.Web.Orders;

public sealed class OrderPresetsTests
{
    private static readonly StockView[] Stock = [new("laptop", 1000, 0), new("unicorn", 1, 0)];
    private static readonly AccountView[] Accounts = [new("alice", 500m, 0m), new("poor-pete", 1m, 0m)];

    [Fact]
    public void Confirmed_SeedData_CanBePaidAndDelivered()
    {
        var draft = OrderPresets.Confirmed(Stock, Accounts);

        Assert.Equal(("laptop", "alice"), (draft.Item, draft.UserId));
        Assert.True(draft.Price * draft.Quantity <= 500m);
    }

    [Fact]
    public void PaymentDeclined_SeedData_CostsMoreThanThePoorestHas()
    {
        var draft = OrderPresets.PaymentDeclined(Stock, Accounts);

        Assert.Equal(("poor-pete", 1.01m), (draft.UserId, draft.Price * draft.Quantity));
    }

    [Fact]
    public void PaymentDeclined_EveryAccountIsRich_UsesOneThatDoesNotExist() =>
        Assert.Equal(OrderPresets.UnknownUser, OrderPresets.PaymentDeclined(Stock, [new("alice", 2_000_000m, 0m)]).UserId);

    [Fact]
    public void OutOfStock_SeedData_WantsOneMoreThanThereIs()
    {
        var draft = OrderPresets.OutOfStock(Stock, Accounts);

        Assert.Equal(("unicorn", 2), (draft.Item, draft.Quantity));
    }

    [Fact]
    public void OutOfStock_PlentyOfEverything_UsesAnItemThatDoesNotExist() =>
        Assert.Equal(OrderPresets.UnknownItem, OrderPresets.OutOfStock([new("laptop", 1000, 0)], Accounts).Item);

    [Theory]
    [InlineData(PresetKind.Confirmed)]
    [InlineData(PresetKind.PaymentDeclined)]
    [InlineData(PresetKind.OutOfStock)]
    public void Of_ServicesDown_IsStillAnOrderThatOrderAccepts(PresetKind kind) =>
        Assert.Null(OrderPresets.Of(kind, [], []).FindMistake());

    [Fact]
    public void Confirmed_ServicesDown_IsWhatTheSeedDataCanPayAndDeliver()
    {
        var draft = OrderPresets.Confirmed([], []);

        Assert.Equal(("laptop", "alice"), (draft.Item, draft.UserId));
    }
}

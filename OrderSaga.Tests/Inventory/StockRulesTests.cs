using OrderSaga.Contracts.Http;
using OrderSaga.Inventory.Api;

namespace OrderSaga.Tests.Inventory;

public sealed class StockRulesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000_000)]
    public void Check_WithinBounds_HasNoErrors(long available) =>
        Assert.Empty(StockRules.Check("a.b_c-D9", new SetStockRequest(available)));

    [Theory]
    [InlineData(-1L)]
    [InlineData(1_000_000_001L)]
    [InlineData(long.MinValue)]
    [InlineData(null)]
    public void Check_AvailableOutOfBounds_NamesTheField(long? available) =>
        Assert.Equal(["available"], StockRules.Check("laptop", new SetStockRequest(available)).Keys);

    [Fact]
    public void Check_NoBody_NamesTheField() => Assert.Equal(["available"], StockRules.Check("laptop", request: null).Keys);

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("Größe")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void Check_BadName_NamesTheField(string item) => Assert.Equal(["item"], StockRules.Check(item).Keys);

    [Fact]
    public void Check_NameAtAndBeyondTheLongest_AllowsOnlyTheFirst()
    {
        Assert.Empty(StockRules.Check(new string('x', 64)));
        Assert.Equal(["item"], StockRules.Check(new string('x', 65)).Keys);
    }

    [Fact]
    public void Check_NameAndBodyBad_NamesBoth() =>
        Assert.Equal(["available", "item"], StockRules.Check("", new SetStockRequest(-1)).Keys.Order());
}

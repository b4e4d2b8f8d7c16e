using OrderSaga.Web.Watch;

namespace OrderSaga.Tests.Web.Watch;

public sealed class ChartPathTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.3, 1)]
    [InlineData(7, 10)]
    [InlineData(10, 10)]
    [InlineData(11, 20)]
    [InlineData(430, 500)]
    public void Scale_Largest_IsTheNextRoundNumber(double largest, double expected) => Assert.Equal(expected, ChartPath.Scale([0, largest, null]));

    [Fact]
    public void Scale_NoValues_IsOne() => Assert.Equal(1, ChartPath.Scale([null]));

    [Fact]
    public void Of_Values_RunFromBottomToTop() => Assert.Equal("M0 100L1 50L2 0", ChartPath.Of([0, 5, 10], 10));

    [Fact]
    public void Of_MissingValues_BreakTheLine() => Assert.Equal("M0 100L1 90M3 80h0.5", ChartPath.Of([0, 1, null, 2], 10));
}

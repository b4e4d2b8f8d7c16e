using System.Globalization;
using Bunit;
using OrderSaga.Web.Components.Watch;
using OrderSaga.Web.Watch;

namespace OrderSaga.Tests.Web.Components;

public sealed class TimeChartTests : BunitContext
{
    [Theory]
    [InlineData(false, "5")]
    [InlineData(true, "–")]
    public void Legend_NothingIsKnownOfNow_TellsTheLastKnownOnlyWhereThatStillHolds(bool mayBeUnknown, string now)
    {
        var chart = Render<TimeChart>(parameters => parameters
            .Add(it => it.Title, "Messages a second")
            .Add(it => it.Series, [new ChartSeries("to Order", "order", [3, 5, null])])
            .Add(it => it.Format, value => value.ToString(CultureInfo.InvariantCulture))
            .Add(it => it.MayBeUnknown, mayBeUnknown));

        Assert.Equal(now, chart.Find("strong").TextContent);
    }
}

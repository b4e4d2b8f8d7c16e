using Bunit;
using OrderSaga.Web.Components.Shared;

namespace OrderSaga.Tests.Web.Components;

public sealed class AmountTableTests : BunitContext
{
    private (string Name, decimal Amount)? saved;

    public AmountTableTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Fact]
    public void Change_Row_FillsTheFormAndSaves()
    {
        var table = RenderTable(step: 1);

        table.Find("tbody button").Click();
        table.Find("input[type=number]").Change("12");
        table.Find("form").Submit();

        Assert.Equal(("laptop", 12m), saved);
        Assert.Contains("12 from now on", table.Find(".notice.ok").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_Row_AmountIsThereWhenItsFieldGetsTheFocus()
    {
        var table = RenderTable(step: 1);
        var amounts = new List<string?>();
        JSInterop.SetupVoid(
            invocation =>
            {
                amounts.Add(table.Find("input[type=number]").GetAttribute("value"));
                return true;
            }).SetVoidResult();

        table.Find("tbody button").Click();

        Assert.Equal(["10"], amounts.Distinct());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1001")]
    [InlineData("0.5")]
    public void Set_OutOfBounds_SavesNothing(string amount)
    {
        var table = RenderTable(step: 1);

        table.Find("tbody button").Click();
        table.Find("input[type=number]").Change(amount);
        table.Find("form").Submit();

        Assert.Null(saved);
        Assert.NotNull(table.Find(".notice.bad"));
    }

    private IRenderedComponent<AmountTable> RenderTable(decimal step) => Render<AmountTable>(parameters => parameters
        .Add(table => table.NameTitle, "Item")
        .Add(table => table.FreeTitle, "Available")
        .Add(table => table.TakenTitle, "Reserved")
        .Add(table => table.Rows, [new AmountRow("laptop", 10, 2)])
        .Add(table => table.Max, 1000)
        .Add(table => table.Step, step)
        .Add(table => table.Save, (name, amount) =>
        {
            saved = (name, amount);
            return Task.FromResult<string?>(null);
        }));
}

using Bunit;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Components.Shared;
using OrderSaga.Web.Sagas;

namespace OrderSaga.Tests.Web.Components;

public sealed class SagaTableTests : BunitContext
{
    private static readonly SagaRow Pending = SagaRow.Of(Messages.Saga(Messages.Created(Messages.NewOrder())));

    [Fact]
    public void Render_PendingOrder_LinksToItsSagaAndCanBeCancelled()
    {
        Guid? cancelled = null;
        var table = Render<SagaTable>(parameters => parameters
            .Add(component => component.Rows, [Pending])
            .Add(component => component.Cancel, id => cancelled = id));

        Assert.Equal($"sagas/{Pending.Id}", table.Find("tbody a").GetAttribute("href"));
        table.Find("tbody button").Click();
        Assert.Equal(Pending.Id, cancelled);
    }

    [Fact]
    public void Render_DecidedOrder_CannotBeCancelled()
    {
        var table = Render<SagaTable>(parameters => parameters.Add(component => component.Rows, [Pending with { Status = "CONFIRMED" }]));

        Assert.Empty(table.FindAll("tbody button"));
    }

    [Fact]
    public void Render_KnownFromTheExchangeAlone_SaysSo()
    {
        var table = Render<SagaTable>(parameters => parameters.Add(component => component.Rows, [Pending]));

        Assert.Contains("guess", table.Find(".badge").ClassName, StringComparison.Ordinal);
    }
}

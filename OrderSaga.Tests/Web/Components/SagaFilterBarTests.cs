using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OrderSaga.Web.Components.Shared;
using OrderSaga.Web.Sagas;

namespace OrderSaga.Tests.Web.Components;

public sealed class SagaFilterBarTests : BunitContext
{
    private string Address => Services.GetRequiredService<NavigationManager>().Uri;

    [Fact]
    public void Choice_BeforeTheAddressOfTheLastCame_AddsToIt()
    {
        var bar = RenderBar(new());

        bar.Find("select").Change("CANCELLED");
        bar.Find("input:not([type])").Change("alice");

        Assert.EndsWith("/?status=CANCELLED&user=alice", Address, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_StatusChosenMeanwhile_Stays()
    {
        var bar = RenderBar(new());

        bar.Find("input[type=search]").Input("0af7");
        Tell(bar, new(Status: "PENDING"));
        bar.Find("form").Submit();

        Assert.EndsWith("/?status=PENDING&q=0af7", Address, StringComparison.Ordinal);
    }

    [Fact]
    public void Address_Cleared_EmptiesAll()
    {
        var bar = RenderBar(new("PENDING", "alice", SagaFilter.Redriven));
        bar.Find("input[type=search]").Input("0af7");

        Tell(bar, new());

        Assert.All(bar.FindAll("select, input"), control => Assert.Equal("", control.GetAttribute("value") ?? ""));
    }

    [Fact]
    public void Address_OfAnotherSearch_IsShown()
    {
        var bar = RenderBar(new(Search: "0af7"));

        Tell(bar, new(Search: "ffff"));

        Assert.Equal("ffff", bar.Find("input[type=search]").GetAttribute("value"));
    }

    private IRenderedComponent<SagaFilterBar> RenderBar(SagaFilter filter) =>
        Render<SagaFilterBar>(parameters => parameters.Add(bar => bar.Filter, filter));

    private static void Tell(IRenderedComponent<SagaFilterBar> bar, SagaFilter filter) =>
        bar.Render(parameters => parameters.Add(one => one.Filter, filter));
}

using System.Net;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Web.Clients;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Components.Shared;

namespace OrderSaga.Tests.Web.Components;

public sealed class OrderFormTests : BunitContext
{
    private readonly StubHttp stub = new();

    public OrderFormTests()
    {
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(new OrderClient(new ServiceHttp(stub, NullLogger<ServiceHttp>.Instance)));
    }

    [Fact]
    public void Preset_OrderAccepts_LinksToTheSaga()
    {
        var id = Guid.CreateVersion7();
        stub.On(Routes.OrderService, "/orders", HttpStatusCode.Accepted, $$"""{"id":"{{id}}","userId":"alice","item":"laptop","quantity":1,"price":9.99,"status":"PENDING","createdAt":"2030-01-01T00:00:00Z"}""");
        var form = RenderForm();

        form.Find(".preset.good").Click();

        form.WaitForAssertion(() => Assert.Equal($"sagas/{id}", form.Find(".notice.ok a").GetAttribute("href")));
    }

    [Fact]
    public void Preset_OrderIsDown_SaysThatNothingWasPlaced()
    {
        stub.On(Routes.OrderService, "/orders", _ => throw new HttpRequestException("refused"));
        var form = RenderForm();

        form.Find(".preset.good").Click();

        form.WaitForAssertion(() => Assert.Contains("not placed", form.Find(".notice.bad").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Preset_StockNotKnownYet_CannotBeChosen()
    {
        var form = Render<OrderForm>(parameters => parameters.Add(form => form.Stock, null).Add(form => form.Accounts, null));

        Assert.All(form.FindAll(".preset"), preset => Assert.True(preset.HasAttribute("disabled")));
    }

    [Fact]
    public void Preset_PaymentIsDown_IsForAnAccountItTold()
    {
        var id = Guid.CreateVersion7();
        stub.On(Routes.OrderService, "/orders", HttpStatusCode.Accepted, $$"""{"id":"{{id}}","userId":"carol","item":"laptop","quantity":1,"price":9.99,"status":"PENDING","createdAt":"2030-01-01T00:00:00Z"}""");
        var form = Render<OrderForm>(parameters => parameters
            .Add(form => form.Stock, new(AnswerKind.Ok, [new StockView("laptop", 10, 0)], null))
            .Add(form => form.Accounts, new(AnswerKind.Down, null, "It is down."))
            .Add(form => form.LastAccounts, [new AccountView("carol", 100m, 0m)]));

        Assert.Equal("carol", form.Find("input[list=users]").GetAttribute("value"));
        form.Find(".preset.good").Click();

        form.WaitForAssertion(() => Assert.Contains("for carol", form.Find(".notice.ok").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Fill_QuantityAndPriceWereTyped_KeepsThem()
    {
        var form = Render<OrderForm>(parameters => parameters.Add(form => form.Stock, null).Add(form => form.Accounts, null));
        form.Find("input[min='1']").Change("3");
        form.Find("input[step]").Change("2.50");

        form.Render(parameters => parameters
            .Add(form => form.Stock, new(AnswerKind.Ok, [new StockView("laptop", 10, 0)], null))
            .Add(form => form.Accounts, new(AnswerKind.Ok, [new AccountView("alice", 100m, 0m)], null)));

        Assert.Equal(
            ["alice", "laptop", "3", "2.50"], form.FindAll(".fields input").Take(4).Select(input => input.GetAttribute("value")));
    }

    [Fact]
    public void Fill_AccountHasLessThanTheUsualPrice_ProposesWhatItHas()
    {
        var form = Render<OrderForm>(parameters => parameters
            .Add(form => form.Stock, new(AnswerKind.Ok, [new StockView("laptop", 10, 0)], null))
            .Add(form => form.Accounts, new(AnswerKind.Ok, [new AccountView("alice", 5m, 0m)], null)));

        Assert.Equal("5", form.Find("input[step]").GetAttribute("value"));
    }

    [Fact]
    public void Submit_ItemIsNoName_IsRefusedBeforeAsking()
    {
        var form = RenderForm();
        form.Find("input[list=items]").Input("läptop");

        form.Find("form").Submit();

        Assert.Contains("item", form.Find(".notice.bad").TextContent, StringComparison.Ordinal);
        Assert.Empty(stub.Asked);
    }

    private IRenderedComponent<OrderForm> RenderForm() => Render<OrderForm>(parameters => parameters
        .Add(form => form.Stock, new(AnswerKind.Ok, [new StockView("laptop", 10, 0)], null))
        .Add(form => form.Accounts, new(AnswerKind.Ok, [new AccountView("alice", 100m, 0m)], null)));
}

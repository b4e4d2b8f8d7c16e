using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Web.Clients;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Watch;

namespace OrderSaga.Tests.Web.Watch;

public sealed class RecounterTests
{
    private readonly StubHttp stub = new();
    private readonly Recounter recounter;

    public RecounterTests()
    {
        var http = new ServiceHttp(stub, NullLogger<ServiceHttp>.Instance);
        recounter = new(new OrderClient(http), new InventoryClient(http), new PaymentClient(http));
    }

    [Fact]
    public async Task RunAsync_TwoPages_SumsAllOrders()
    {
        var next = Guid.CreateVersion7();
        Answer(Routes.OrderService, "/orders/stats", new OrderStats(0, 2, 0, 0, new(0, 0, 0, 0)));
        Answer(Routes.OrderService, "/orders?limit=200&status=CONFIRMED", new OrderPage([Order("laptop", 1)], next));
        Answer(Routes.OrderService, $"/orders?limit=200&status=CONFIRMED&after={next}", new OrderPage([Order("laptop", 2)], null));
        Answer(Routes.InventoryService, "/stock", new[] { new StockView("laptop", 7, 3) });
        Answer(Routes.PaymentService, "/accounts", new[] { new AccountView("alice", 70m, 30m) });
        var progress = new List<int>();

        var recount = (await recounter.RunAsync(progress.Add, TestContext.Current.CancellationToken)).Value!;

        Assert.Equal((2, true, 3L, 30m), (recount.Orders, recount.AtRest, recount.Quantities["laptop"], recount.Amounts["alice"]));
        Assert.Equal([1, 2], progress);
    }

    [Fact]
    public async Task RunAsync_SagasUnderWay_IsNotAtRest()
    {
        Answer(Routes.OrderService, "/orders/stats", new OrderStats(1, 0, 0, 1, new(0, 0, 0, 0)));
        Answer(Routes.OrderService, "/orders?limit=200&status=CONFIRMED", new OrderPage([], null));
        Answer(Routes.InventoryService, "/stock", Array.Empty<StockView>());
        Answer(Routes.PaymentService, "/accounts", Array.Empty<AccountView>());

        Assert.False((await recounter.RunAsync(_ => { }, TestContext.Current.CancellationToken)).Value!.AtRest);
    }

    [Fact]
    public async Task RunAsync_OrderCancelledMeanwhile_IsNotAtRest()
    {
        var asked = 0;
        stub.On(Routes.OrderService, "/orders/stats", _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(JsonSerializer.Serialize(new OrderStats(0, 1, ++asked, 0, new(0, 0, 0, 0)), JsonSerializerOptions.Web), Encoding.UTF8, "application/json"),
        }));
        Answer(Routes.OrderService, "/orders?limit=200&status=CONFIRMED", new OrderPage([Order("laptop", 1)], null));
        Answer(Routes.InventoryService, "/stock", Array.Empty<StockView>());
        Answer(Routes.PaymentService, "/accounts", Array.Empty<AccountView>());

        Assert.False((await recounter.RunAsync(_ => { }, TestContext.Current.CancellationToken)).Value!.AtRest);
    }

    [Fact]
    public async Task RunAsync_TooManyOrders_RefusesToBeALoad()
    {
        Answer(Routes.OrderService, "/orders/stats", new OrderStats(0, Recounter.MaxOrders + 1, 0, 0, new(0, 0, 0, 0)));

        Assert.Equal(AnswerKind.Refused, (await recounter.RunAsync(_ => { }, TestContext.Current.CancellationToken)).Kind);
    }

    private static OrderView Order(string item, int quantity) => new(
        Guid.CreateVersion7(), "alice", item, quantity, 10m, "CONFIRMED", null, true, "RESERVED", "CHARGED", 0, null, null, Messages.Start, Messages.Start);

    private void Answer<T>(string service, string path, T value) =>
        stub.On(service, path, HttpStatusCode.OK, JsonSerializer.Serialize(value, JsonSerializerOptions.Web));
}

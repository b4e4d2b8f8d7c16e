using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Web.Clients;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Feed;
using OrderSaga.Web.Sagas;

namespace OrderSaga.Tests.Web.Sagas;

/// <summary>What Order narrows down by itself, and what is looked for in its pages.</summary>
public sealed class SagaListReaderTests
{
    private readonly StubHttp stub = new();
    private readonly SagaListReader reader;

    public SagaListReaderTests()
    {
        var clock = new FakeTimeProvider(Messages.Start.AddHours(1));
        var orders = new OrderClient(new ServiceHttp(stub, NullLogger<ServiceHttp>.Instance));
        reader = new(orders, shared: null!, new LiveFeed(clock), clock);
    }

    [Fact]
    public async Task Read_Unsettled_IsForOrderToFind()
    {
        Answer("/orders?limit=50&settled=false", new OrderPage([Order(1, settled: false)], null));

        Assert.Single((await ReadAsync(new SagaFilter(Show: SagaFilter.Unsettled))).Rows);
    }

    [Fact]
    public async Task Read_TraceOfAnOlderOrder_IsLookedForPageByPage()
    {
        var (newer, older) = (Order(2), Order(1) with { TraceId = "0af7651916cd43dd8448eb211c80319c" });
        Answer("/orders?limit=200", new OrderPage([newer], newer.Id));
        Answer($"/orders?limit=200&after={newer.Id}", new OrderPage([older], null));

        var view = await ReadAsync(new SagaFilter(Search: older.TraceId));

        Assert.Equal((older.Id, null), (Assert.Single(view.Rows).Id, view.Next));
    }

    [Fact]
    public async Task Read_NothingLikeThatForLong_GivesUpAndTellsWhereToGoOn()
    {
        OrderView[] orders = [.. Enumerable.Range(0, 10).Select(i => Order(100 - i))];
        for (var i = 0; i < orders.Length; i++)
        {
            Answer("/orders?limit=200" + (i == 0 ? "" : $"&after={orders[i - 1].Id}"), new OrderPage([orders[i]], orders[i].Id));
        }

        var view = await ReadAsync(new SagaFilter(Show: SagaFilter.Redriven));

        Assert.Empty(view.Rows);
        Assert.Equal(orders[4].Id, view.Next);
        Assert.Equal(5, stub.Asked.Count);
    }

    [Fact]
    public async Task Read_MoreThanAPage_GoesOnAfterTheLastOne()
    {
        OrderView[] orders = [.. Enumerable.Range(0, 120).Select(i => Order(200 - i) with { Attempts = i % 2 })];
        Answer("/orders?limit=200", new OrderPage(orders, null));

        var view = await ReadAsync(new SagaFilter(Show: SagaFilter.Redriven));

        Assert.Equal(SagaListReader.PageSize, view.Rows.Count);
        Assert.Equal((orders[99].Id, (Guid?)orders[99].Id), (view.Rows[^1].Id, view.Next));
    }

    private Task<SagaListView> ReadAsync(SagaFilter filter) => reader.ReadAsync(filter, after: null, TestContext.Current.CancellationToken);

    private static OrderView Order(int second, bool settled = true) => new(
        Messages.NewOrder(second), "alice", "laptop", 1, 10m, "CONFIRMED", null, settled, "RESERVED", "CHARGED", 0, null, null, Messages.Start, Messages.Start);

    private void Answer(string path, OrderPage page) =>
        stub.On(Routes.OrderService, path, HttpStatusCode.OK, JsonSerializer.Serialize(page, JsonSerializerOptions.Web));
}

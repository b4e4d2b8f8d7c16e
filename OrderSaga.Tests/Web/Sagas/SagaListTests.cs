using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Feed;
using OrderSaga.Web.Sagas;

namespace OrderSaga.Tests.Web.Sagas;

public sealed class SagaListTests
{
    private static readonly SagaFilter All = new();

    [Fact]
    public void Merge_KnownToBoth_OrderHasTheLastWord()
    {
        var id = Messages.NewOrder();

        var row = Assert.Single(Merge([Order(id, "CANCELLED")], [Live(id)], 10));

        Assert.Equal(("CANCELLED", false), (row.Status, row.FromExchange));
    }

    [Fact]
    public void Merge_NewerOnTheExchange_IsOnTop()
    {
        var (older, newer) = (Messages.NewOrder(1), Messages.NewOrder(2));

        var rows = Merge([Order(older)], [Live(newer)], 10);

        Assert.Equal([newer, older], rows.Select(row => row.Id));
        Assert.True(rows[0].FromExchange);
    }

    [Fact]
    public void Merge_OlderOnTheExchange_IsNotInFrontOfWhatOrderHolds()
    {
        var (older, newer) = (Messages.NewOrder(1), Messages.NewOrder(2));

        Assert.Equal([newer], Merge([Order(newer)], [Live(older)], 10).Select(row => row.Id));
    }

    [Fact]
    public void Merge_OrderIsDown_TheExchangeStandsIn() =>
        Assert.Single(Merge(null, [Live(Messages.NewOrder())], 10, after: TimeSpan.FromHours(1)));

    [Fact]
    public void Merge_NewOnTheExchangeAndOrderHasNone_IsThere() =>
        Assert.Single(Merge([], [Live(Messages.NewOrder())], 10, after: TimeSpan.FromSeconds(5)));

    [Fact]
    public void Merge_PendingForLongOnTheExchangeAndOrderHasNone_HasEndedUnseen() =>
        Assert.Empty(Merge([], [Live(Messages.NewOrder())], 10, after: TimeSpan.FromSeconds(6)));

    [Fact]
    public void Merge_MoreThanWanted_KeepsTheNewest()
    {
        var orders = Enumerable.Range(0, 5).Select(Messages.NewOrder).Reverse().ToList();

        Assert.Equal(orders[..2], Merge([.. orders.Select(id => Order(id))], [], 2).Select(row => row.Id));
    }

    private static IReadOnlyList<SagaRow> Merge(
        IReadOnlyList<OrderView>? answered, IReadOnlyList<LiveSaga> live, int count, TimeSpan after = default) =>
        SagaList.Merge(answered, live, All, count, Messages.Start + after);

    private static LiveSaga Live(Guid id) => Messages.Saga(Messages.Created(id));

    private static OrderView Order(Guid id, string status = "PENDING") => new(
        id, "alice", "laptop", 2, 10m, status, null, false, "NONE", "NONE", 0, null, null, Messages.Start, Messages.Start);
}

using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Components.Shared;
using OrderSaga.Web.Sagas;

namespace OrderSaga.Tests.Web.Sagas;

public sealed class SagaFilterTests
{
    private static readonly SagaRow Row = SagaRow.Of(Messages.Saga(Messages.Created(Messages.NewOrder())));

    [Fact]
    public void FromAddress_Nonsense_NarrowsNothing() =>
        Assert.True(SagaFilter.FromAddress("DROP TABLE", " ", "everything", "").IsEmpty);

    [Fact]
    public void Links_Filter_ReadsBackTheSame()
    {
        var filter = new SagaFilter("PENDING", "alice", SagaFilter.Redriven, "abc");
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(Links.Sagas(filter));

        Assert.Equal(filter, SagaFilter.FromAddress(query["status"], query["user"], query["show"], query["q"]));
    }

    [Theory]
    [InlineData("CONFIRMED", null, null, null, false)]
    [InlineData("PENDING", "alice", null, null, true)]
    [InlineData(null, "bob", null, null, false)]
    [InlineData(null, null, "unsettled", null, true)]
    [InlineData(null, null, "redriven", null, false)]
    [InlineData(null, null, null, "0AF7651916CD43DD8448EB211C80319C", true)]
    [InlineData(null, null, null, "ffffffffffffffffffffffffffffffff", false)]
    public void Matches_EachPart_MustHold(string? status, string? user, string? show, string? search, bool expected) =>
        Assert.Equal(expected, SagaFilter.FromAddress(status, user, show, search).Matches(Row));

    [Fact]
    public void Matches_ShortIdAsTheListShowsIt_Finds() =>
        Assert.True(SagaFilter.FromAddress(null, null, null, Text.ShortId(Row.Id)).Matches(Row));

    [Fact]
    public void OrderId_WholeId_IsRecognised()
    {
        Assert.Equal(Row.Id, SagaFilter.FromAddress(null, null, null, $" {Row.Id} ").OrderId);
        Assert.Null(SagaFilter.FromAddress(null, null, null, Row.TraceId).OrderId);
    }
}

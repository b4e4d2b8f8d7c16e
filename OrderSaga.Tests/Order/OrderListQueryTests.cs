using OrderSaga.Order.Api;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;

namespace OrderSaga.Tests.Order;

public sealed class OrderListQueryTests
{
    private static readonly Guid Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Read_Nothing_IsTheFirstPageOfAll() =>
        Assert.Equal(new OrderFilter(null, null, null, 50), Read(null, null, null, null).Filter);

    [Fact]
    public void Read_NotSettled_IsThat() => Assert.Equal(new OrderFilter(null, null, null, 50, Unsettled: true), Read(null, null, null, null, "false").Filter);

    [Theory]
    [InlineData("true")]
    [InlineData("")]
    [InlineData("False")]
    public void Read_SettledOtherwise_NamesTheField(string settled) => Assert.Equal(["settled"], Read(null, null, null, null, settled).Errors.Keys);

    [Fact]
    public void Read_Everything_IsAllOfIt() =>
        Assert.Equal(new OrderFilter(OrderStatus.Cancelled, "alice", Id, 200), Read("CANCELLED", "alice", Id.ToString(), "200").Filter);

    [Theory]
    [InlineData("pending", null, null, null, "status")]
    [InlineData("", null, null, null, "status")]
    [InlineData(null, "a b", null, null, "userId")]
    [InlineData(null, "", null, null, "userId")]
    [InlineData(null, null, "x", null, "after")]
    [InlineData(null, null, "", null, "after")]
    [InlineData(null, null, null, "0", "limit")]
    [InlineData(null, null, null, "201", "limit")]
    [InlineData(null, null, null, "-1", "limit")]
    [InlineData(null, null, null, "1.0", "limit")]
    [InlineData(null, null, null, "99999999999", "limit")]
    [InlineData("x", "?", "x", "x", "status,userId,after,limit")]
    public void Read_BadQuery_NamesEveryBadField(string? status, string? userId, string? after, string? limit, string fields) =>
        Assert.Equal(fields, string.Join(',', Read(status, userId, after, limit).Errors.Keys));

    private static (OrderFilter Filter, IDictionary<string, string[]> Errors) Read(
        string? status, string? userId, string? after, string? limit, string? settled = null)
    {
        var errors = new FieldErrors();
        return (OrderListQuery.Read(status, userId, settled, after, limit, errors), errors.ByField);
    }
}

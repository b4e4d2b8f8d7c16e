using System.Text;
using Microsoft.AspNetCore.Http;
using OrderSaga.Order.Api;
using OrderSaga.Order.Domain;

namespace OrderSaga.Tests.Order;

/// <summary>What may stand in the body of a POST, and which fields are named when it may not.</summary>
public sealed class PlaceOrderReaderTests
{
    private static readonly string LongestName = new('x', 64);

    [Theory]
    [InlineData("""{"userId":"a","item":"b","price":0.01}""", 1, "0.01")]
    [InlineData("""{"userId":"a","item":"b","quantity":1,"price":1000000}""", 1, "1000000")]
    [InlineData("""{"userId":"a","item":"b","quantity":1000,"price":1000000.00}""", 1000, "1000000.00")]
    [InlineData("""{"userId":"a","item":"b","price":9.9000}""", 1, "9.90")]
    [InlineData("""{"userId":"a","item":"b","price":1e2}""", 1, "100")]
    [InlineData("\uFEFF{\"userId\":\"a\",\"item\":\"b\",\"price\":1}", 1, "1")]
    [InlineData("""{"price":9.9,"item":"b","userId":"a","unknown":{"is":["ignored"]}}""", 1, "9.9")]
    public async Task Read_GoodBody_IsTheOrder(string body, int quantity, string price)
    {
        var (order, errors) = await ReadAsync(body);

        Assert.Empty(errors);
        Assert.Equal(("a", "b", quantity), (order!.UserId, order.Item, order.Quantity));
        Assert.Equal(price, order.Price.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(7, order.Id.Version);
    }

    [Fact]
    public async Task Read_LongestNames_AreFine()
    {
        var (order, _) = await ReadAsync($$"""{"userId":"{{LongestName}}","item":"A-z0.9_","price":1}""");

        Assert.Equal(LongestName, order?.UserId);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData(" ", "body")]
    [InlineData("{", "body")]
    [InlineData("nonsense", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("\"text\"", "body")]
    [InlineData("{} {}", "body")]
    [InlineData("""{"userId":"a","userId":"b","item":"b","price":1}""", "body")]
    [InlineData("""{"userId":"\ud800","item":"b","price":1}""", "userId")]
    [InlineData("""{"\ud800":1,"userId":"a","item":"b","price":1}""", "body")]
    [InlineData("""{"userId":null,"item":"b","price":1}""", "userId")]
    [InlineData("""{"userId":"","item":"b","price":1}""", "userId")]
    [InlineData("""{"userId":"a b","item":"b","price":1}""", "userId")]
    [InlineData("""{"userId":"a","item":"b/c","price":1}""", "item")]
    [InlineData("""{"userId":"a","item":"é","price":1}""", "item")]
    [InlineData("""{"userId":"a","item":["b"],"price":1}""", "item")]
    [InlineData("""{"userId":"a","item":"b","price":1,"quantity":0}""", "quantity")]
    [InlineData("""{"userId":"a","item":"b","price":9.99000000000000000000000000000001}""", "price")]
    [InlineData("""{"userId":"a","item":"b","price":0.00999999999999999999999999999999}""", "price")]
    [InlineData("""{"userId":"a","item":"b","price":1,"quantity":-1}""", "quantity")]
    [InlineData("""{"userId":"a","item":"b","price":1,"quantity":1001}""", "quantity")]
    [InlineData("""{"userId":"a","item":"b","price":1,"quantity":1.5}""", "quantity")]
    [InlineData("""{"userId":"a","item":"b","price":1,"quantity":"1"}""", "quantity")]
    [InlineData("""{"userId":"a","item":"b","price":1,"quantity":null}""", "quantity")]
    [InlineData("""{"userId":"a","item":"b","price":1,"quantity":99999999999}""", "quantity")]
    [InlineData("""{"userId":"a","item":"b"}""", "price")]
    [InlineData("""{"userId":"a","item":"b","price":null}""", "price")]
    [InlineData("""{"userId":"a","item":"b","price":"1"}""", "price")]
    [InlineData("""{"userId":"a","item":"b","price":0}""", "price")]
    [InlineData("""{"userId":"a","item":"b","price":0.001}""", "price")]
    [InlineData("""{"userId":"a","item":"b","price":-1}""", "price")]
    [InlineData("""{"userId":"a","item":"b","price":1.001}""", "price")]
    [InlineData("""{"userId":"a","item":"b","price":1000000.01}""", "price")]
    [InlineData("""{"userId":"a","item":"b","price":1e400}""", "price")]
    [InlineData("{}", "userId,item,price")]
    [InlineData("""{"userId":1,"item":"","quantity":true,"price":"x"}""", "userId,item,quantity,price")]
    public async Task Read_BadBody_NamesEveryBadField(string body, string fields)
    {
        var (order, errors) = await ReadAsync(body);

        Assert.Null(order);
        Assert.Equal(fields, string.Join(',', errors.Keys));
    }

    [Fact]
    public async Task Read_NameTooLong_IsNamed()
    {
        var (_, errors) = await ReadAsync($$"""{"userId":"{{LongestName}}x","item":"b","price":1}""");

        Assert.Equal(["userId"], errors.Keys);
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("application/merge-patch+json", true)]
    [InlineData(null, true)]
    [InlineData("text/plain", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    public async Task Read_ContentType_IsJsonOrNotTold(string? contentType, bool accepted)
    {
        var (order, errors) = await ReadAsync("""{"userId":"a","item":"b","price":1}""", contentType);

        Assert.Equal(accepted, order is not null);
        Assert.Equal(accepted ? [] : ["body"], errors.Keys);
    }

    [Fact]
    public async Task Read_NotUtf8_IsRefused()
    {
        var (order, _) = await ReadAsync([.. "{\"userId\":\""u8, 0xFF, .. "\",\"item\":\"b\",\"price\":1}"u8], "application/json");

        Assert.Null(order);
    }

    private static Task<(OrderDetails? Order, IDictionary<string, string[]> Errors)> ReadAsync(
        string body, string? contentType = "application/json") => ReadAsync(Encoding.UTF8.GetBytes(body), contentType);

    private static async Task<(OrderDetails? Order, IDictionary<string, string[]> Errors)> ReadAsync(byte[] body, string? contentType)
    {
        var context = new DefaultHttpContext { Request = { Body = new MemoryStream(body), ContentType = contentType } };
        var errors = new FieldErrors();
        var order = await PlaceOrderReader.ReadAsync(context.Request, DateTimeOffset.UnixEpoch, errors);
        return (order, errors.ByField);
    }
}

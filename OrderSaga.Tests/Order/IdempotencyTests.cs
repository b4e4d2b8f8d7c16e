using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OrderSaga.Order.Api;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Placement;

namespace OrderSaga.Tests.Order;

public sealed class IdempotencyTests
{
    private static readonly OrderDetails Order = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), "alice", "laptop", 2, 10.50m);

    [Fact]
    public void HashOf_TheSameRequestAgain_IsTheSame() =>
        Assert.Equal(IdempotencyKey.HashOf(Order), IdempotencyKey.HashOf(Order with { Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch), Price = 10.5m }));

    [Fact]
    public void HashOf_AnyOtherRequest_IsAnother()
    {
        OrderDetails[] others =
        [
            Order,
            Order with { UserId = "bob" },
            Order with { Item = "mouse" },
            Order with { Quantity = 3 },
            Order with { Price = 10.51m },
            Order with { UserId = "alicelaptop", Item = "x" },
            Order with { UserId = "alice", Item = "laptopx" },
            Order with { Quantity = 21, Price = 0.50m },
        ];

        Assert.Equal(others.Length, others.Select(order => Convert.ToHexString(IdempotencyKey.HashOf(order))).Distinct().Count());
    }

    [Fact]
    public void IsFor_Hash_ComparesTheRequest()
    {
        var key = new IdempotencyKey("key", IdempotencyKey.HashOf(Order));

        Assert.True(key.IsFor(IdempotencyKey.HashOf(Order)));
        Assert.False(key.IsFor(IdempotencyKey.HashOf(Order with { Quantity = 1 })));
    }

    [Theory]
    [InlineData("k")]
    [InlineData("!~")]
    [InlineData("8e03978e-40d5-43e8-bc93-6894a57f9324")]
    public void Read_GoodKey_IsTheKey(string key) => Assert.Equal((key, 0), Read(key));

    [Fact]
    public void Read_NoKey_IsNone() => Assert.Equal((null, 0), Read());

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("é")]
    [InlineData("a\u007f")]
    public void Read_BadKey_IsNamed(string key) => Assert.Equal((null, 1), Read(key));

    [Fact]
    public void Read_KeyLength_IsBounded()
    {
        Assert.Equal((new string('x', 128), 0), Read(new string('x', 128)));
        Assert.Equal((null, 1), Read(new string('x', 129)));
    }

    [Fact]
    public void Read_TwoKeys_AreRefused() => Assert.Equal((null, 1), Read("a", "b"));

    private static (string? Key, int Errors) Read(params string[] values)
    {
        var headers = new HeaderDictionary();
        if (values.Length > 0)
        {
            headers[IdempotencyHeader.Name] = new StringValues(values);
        }

        var errors = new FieldErrors();
        return (IdempotencyHeader.Read(headers, errors), errors.ByField.Count);
    }
}

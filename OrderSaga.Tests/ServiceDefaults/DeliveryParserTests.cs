using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.Tests.Plumbing;
using RabbitMQ.Client;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class DeliveryParserTests
{
    [Fact]
    public void Parse_AnyException_IsADeliveryThatTellsIt()
    {
        var comparer = new HostileComparer();
        var properties = new BasicProperties
        {
            MessageId = Guid.CreateVersion7().ToString(),
            Type = EventTypes.OrderCreated,
            Headers = new Dictionary<string, object?>(comparer) { ["any"] = 1 },
        };
        var body = EventCodec.Serialize(Publishing.NewOrder());
        comparer.IsHostile = true;

        var delivery = DeliveryParser.Parse(7, redelivered: false, properties, body);

        Assert.Null(delivery.Message);
        Assert.IsType<NotSupportedException>(delivery.Fault);
        Assert.Equal(body, delivery.Body);
    }

    [Theory]
    [InlineData(false, 5L, false)]
    [InlineData(true, null, false)]
    [InlineData(true, 1L, false)]
    [InlineData(true, 2L, true)]
    [InlineData(true, 2, true)]
    [InlineData(true, "many", false)]
    public void IsSuspect_HandedOutTwiceBefore(bool redelivered, object? count, bool expected)
    {
        var properties = new BasicProperties { Headers = new Dictionary<string, object?> { ["x-delivery-count"] = count } };

        Assert.Equal(expected, new Delivery(1, redelivered, properties, []).WasRedeliveredRepeatedly);
    }

    /// <summary>Headers that cannot be read, for a reason that nobody has thought of.</summary>
    private sealed class HostileComparer : IEqualityComparer<string>
    {
        public bool IsHostile { get; set; }

        public bool Equals(string? x, string? y) => x == y;

        public int GetHashCode(string obj) =>
            IsHostile ? throw new NotSupportedException("Nobody has thought of it.") : obj.GetHashCode(StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using System.Text;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Events;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging.Consumer;

namespace OrderSaga.Tests.Order;

/// <summary>The timeline leaves out what it can tell again, and nothing else.</summary>
public sealed class ImpliedEventTests
{
    private static readonly OrderDetails Order = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), "alice", "laptop", 3, 10.50m);

    public static TheoryData<string> ImpliedTypes => [EventTypes.OrderCreated, EventTypes.InventoryReserved, EventTypes.PaymentSuccess];

    [Theory]
    [MemberData(nameof(ImpliedTypes))]
    public void Of_EventThatSaysWhatTheOrderSays_StoresNoPayload(string type)
    {
        var row = Record(type, ImpliedEvent.BodyOf(type, Order)!, ImpliedEvent.SourceOf(type));

        Assert.Null(row.Payload);
        Assert.Null(row.Source);
    }

    [Theory]
    [MemberData(nameof(ImpliedTypes))]
    public void BodyOf_ImpliedType_IsWhatTheCodecWrites(string type)
    {
        var body = ImpliedEvent.BodyOf(type, Order)!;

        Assert.Equal(body, EventCodec.Serialize(EventCodec.Deserialize(type, body)));
    }

    [Fact]
    public void Of_EventThatSaysMore_IsStoredAsItCame()
    {
        const string Payload = """{"id":"8e03978e-40d5-43e8-bc93-6894a57f9324","reason":"insufficient_funds"}""";
        Assert.Equal(Payload, Record(EventTypes.PaymentFailed, Encoding.UTF8.GetBytes(Payload), Routes.PaymentService).Payload);

        var other = Encoding.UTF8.GetString(ImpliedEvent.BodyOf(EventTypes.PaymentSuccess, Order)!).Replace("31.50", "31.5");
        Assert.Equal(other, Record(EventTypes.PaymentSuccess, Encoding.UTF8.GetBytes(other), Routes.PaymentService).Payload);
    }

    [Fact]
    public void Of_EventOfAnUnusualSender_IsStoredWithIt() => Assert.Equal("someone", Record(EventTypes.PaymentSuccess, [], "someone").Source);

    [Theory]
    [InlineData("ORDER_CREATED", "order-service")]
    [InlineData("ORDER_CANCELLED", "order-service")]
    [InlineData("INVENTORY_RESERVED", "inventory-service")]
    [InlineData("INVENTORY_REJECTED", "inventory-service")]
    [InlineData("INVENTORY_REFUNDED", "inventory-service")]
    [InlineData("PAYMENT_SUCCESS", "payment-service")]
    [InlineData("PAYMENT_FAILED", "payment-service")]
    [InlineData("PAYMENT_REFUNDED", "payment-service")]
    public void SourceOf_EveryType_IsItsSender(string type, string source) => Assert.Equal(source, ImpliedEvent.SourceOf(type));

    private static TimelineRow Record(string type, byte[] body, string source) => TimelineRow.Of(
        new InboundMessage(
            Guid.CreateVersion7(DateTimeOffset.UnixEpoch),
            type,
            new PaymentSuccess(Order.Id, Order.UserId, 1m),
            body,
            source,
            DateTimeOffset.UnixEpoch,
            default(ActivityContext)),
        Order,
        DateTimeOffset.UnixEpoch,
        outcome: null);
}

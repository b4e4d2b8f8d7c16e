using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrderSaga.Contracts.Events;
using OrderSaga.Order;
using OrderSaga.Order.Timeouts;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Order;

public sealed class OrderLingerTests : IDisposable
{
    private static readonly Guid Id = Guid.CreateVersion7();

    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public static TheoryData<ISagaEvent> Decisive =>
    [
        new InventoryRejected(Id, "laptop", "out_of_stock"),
        new PaymentSuccess(Id, "alice", 1m),
        new PaymentFailed(Id, "insufficient_funds"),
        new InventoryRefunded(Id, "laptop", 1, "timeout"),
        new PaymentRefunded(Id, "alice", 1m),
    ];

    private OrderBatchHandler Handler => new(
        OrderDatabase.Timing,
        new AnswerTimes(OrderDatabase.Timing, TimeProvider.System),
        new OrderMetrics(meters.GetRequiredService<IMeterFactory>()),
        NullLogger<OrderBatchHandler>.Instance);

    [Fact]
    public void CanLinger_Reservation_IsOnlyNoted() =>
        Assert.True(Handler.CanLinger(new InventoryReserved(Id, "alice", "laptop", 1, 1m).Deliver().Message!));

    [Theory]
    [MemberData(nameof(Decisive))]
    public void CanLinger_WhateverMayDecideTheOrder_DoesNot(ISagaEvent sagaEvent) =>
        Assert.False(Handler.CanLinger(sagaEvent.Deliver().Message!));

    public void Dispose() => meters.Dispose();
}

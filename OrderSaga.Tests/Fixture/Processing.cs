using System.Diagnostics;
using Microsoft.Extensions.Options;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Consumer;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Outbox;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Fixture;

/// <summary>Batches handled as the consumer has them handled, inbox included, but for the broker.</summary>
internal static class Processing
{
    /// <summary>Each call has its chance, whatever became of those before, unless they share their optimism.</summary>
    /// <param name="transaction">In the service's database.</param>
    /// <param name="handler">The service's.</param>
    /// <param name="optimistic">Off, the batch takes the exact way at once.</param>
    /// <param name="deliveries">The batch.</param>
    /// <param name="optimism">Shared with other calls.</param>
    public static Task ProcessAsync(
        this SagaTransaction transaction,
        IBatchHandler handler,
        bool optimistic,
        IReadOnlyList<Delivery> deliveries,
        Optimism? optimism = null)
    {
        var processor = new BatchProcessor(
            transaction,
            handler,
            optimism ?? new Optimism(),
            Options.Create(new ConsumerOptions { Optimistic = optimistic }),
            Options.Create(new MessagingOptions { Service = "test" }));
        return processor.ProcessAsync(deliveries, TestContext.Current.CancellationToken);
    }

    public static Delivery Deliver(this ISagaEvent sagaEvent, Guid? messageId = null, bool redelivered = false)
    {
        var message = new InboundMessage(
            messageId ?? Guid.CreateVersion7(),
            EventCodec.TypeOf(sagaEvent),
            sagaEvent,
            [],
            "test",
            TimeProvider.System.GetUtcNow(),
            TimeProvider.System.GetUtcNow(),
            default(ActivityContext));
        return new Delivery(1, redelivered, new BasicProperties(), []) { Message = message };
    }
}

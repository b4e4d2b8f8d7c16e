using System.Diagnostics;
using Microsoft.Extensions.Options;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Fixture;

/// <summary>Batches handled as the consumer has them handled, inbox included, but for the broker.</summary>
internal static class Processing
{
    public static Task ProcessAsync(this SagaTransaction transaction, IBatchHandler handler, IReadOnlyList<Delivery> deliveries)
    {
        var processor = new BatchProcessor(transaction, handler, Options.Create(new MessagingOptions { Service = "test" }));
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
            default(ActivityContext));
        return new Delivery(1, redelivered, new BasicProperties(), []) { Message = message };
    }
}

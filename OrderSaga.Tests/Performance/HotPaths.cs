using System.Diagnostics;
using System.Text;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Events;
using OrderSaga.Inventory.Domain;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.Payment.Domain;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Performance;

/// <summary>
/// What runs for every message, on the input of a busy moment: one message, or a batch of <see cref="BatchSize"/>. The tests bound what
/// it allocates, and bench/OrderSaga.MicroBench measures how long it takes.
/// </summary>
internal sealed class HotPaths
{
    /// <summary>Messages in a batch.</summary>
    public const int BatchSize = 100;

    private const int ItemsAndAccounts = 20;

    private static readonly ActivityContext Trace =
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

    private readonly SagaOptions timing = new();
    private readonly OrderCreated[] created;
    private readonly InventoryReserved[] reserved;
    private readonly PaymentSuccess[] paid;
    private readonly PlacedOrder[] placed;
    private readonly InboundMessage[] seenByOrder;
    private readonly byte[] body;
    private readonly BasicProperties properties;
    private readonly Dictionary<string, long> stock;
    private readonly Dictionary<string, decimal> balances;

    public HotPaths()
    {
        created =
        [
            .. Enumerable.Range(0, BatchSize).Select(i => new OrderCreated(
                Guid.CreateVersion7(), $"account-{i % ItemsAndAccounts}", $"item-{i % ItemsAndAccounts}", 1 + (i % 3), 19.99m)),
        ];
        reserved = Array.ConvertAll(created, e => new InventoryReserved(e.Id, e.UserId, e.Item, e.Quantity, e.Price));
        paid = Array.ConvertAll(created, e => new PaymentSuccess(e.Id, e.UserId, e.Quantity * e.Price));
        placed = Array.ConvertAll(created, e => PlacedOrder.New(
            new OrderDetails(e.Id, e.UserId, e.Item, e.Quantity, e.Price), TimeProvider.System.GetUtcNow(), Trace, timing));

        // Both events of one half of the orders: that is how they come.
        seenByOrder =
        [
            .. reserved[..(BatchSize / 2)].Select(e => Seen(e, Routes.InventoryService)),
            .. paid[..(BatchSize / 2)].Select(e => Seen(e, Routes.PaymentService)),
        ];
        body = EventCodec.Serialize(created[0]);
        properties = OnTheWire();
        stock = created.Select(e => e.Item).Distinct().ToDictionary(item => item, _ => 1_000_000L, StringComparer.Ordinal);
        balances = created.Select(e => e.UserId).Distinct().ToDictionary(user => user, _ => 1_000_000m, StringComparer.Ordinal);
    }

    public Decision DecideOrder() => OrderDecider.Receive(default, paid[0]);

    public ReservationDecision DecideReservation() => ReservationDecider.Decide(state: null, created[0], available: 5);

    public PaymentDecision DecidePayment() => PaymentDecider.Decide(state: null, reserved[0], balance: 1000m);

    public byte[] Serialize() => EventCodec.Serialize(created[0]);

    public ISagaEvent Deserialize() => EventCodec.Deserialize(EventTypes.OrderCreated, body);

    public Delivery Parse() => DeliveryParser.Parse(1, redelivered: false, properties, body);

    /// <summary>The answers of a batch, as they go into the outbox.</summary>
    public UnitOfWork Emit()
    {
        var work = NoTransaction();
        foreach (var sagaEvent in reserved)
        {
            work.Emit(sagaEvent, Trace);
        }

        return work;
    }

    public OrderSaga.Inventory.Domain.BatchOutcome Reserve()
    {
        var batch = new ReservationBatch(new Dictionary<Guid, ReservationState>(), new StockLedger(stock));
        foreach (var sagaEvent in created)
        {
            batch.Apply(sagaEvent);
        }

        return batch.Outcome();
    }

    public OrderSaga.Payment.Domain.BatchOutcome Charge()
    {
        var batch = new PaymentBatch(new Dictionary<Guid, PaymentState>(), new AccountLedger(balances));
        foreach (var sagaEvent in reserved)
        {
            batch.Apply(sagaEvent);
        }

        return batch.Outcome();
    }

    public OrderBatch Settle()
    {
        var batch = new OrderBatch(placed, NoTransaction(), timing);
        foreach (var message in seenByOrder)
        {
            batch.Receive(message);
        }

        return batch;
    }

    // Nothing that is measured here touches the database.
    private static UnitOfWork NoTransaction() => new(null!, null!, TimeProvider.System);

    private static InboundMessage Seen(ISagaEvent sagaEvent, string source) => new(
        Guid.CreateVersion7(),
        EventCodec.TypeOf(sagaEvent),
        sagaEvent,
        EventCodec.Serialize(sagaEvent),
        source,
        TimeProvider.System.GetUtcNow(),
        Trace);

    // The client hands headers over as bytes.
    private BasicProperties OnTheWire() => new()
    {
        MessageId = Guid.CreateVersion7().ToString(),
        Type = EventTypes.OrderCreated,
        CorrelationId = created[0].Id.ToString(),
        AppId = Routes.OrderService,
        Headers = new Dictionary<string, object?>
        {
            ["traceparent"] = Encoding.ASCII.GetBytes($"00-{Trace.TraceId}-{Trace.SpanId}-01"),
        },
    };
}

using OrderSaga.Contracts.Events;
using OrderSaga.Order.Domain;

namespace OrderSaga.Tests.Order;

/// <summary>Every (state × event) cell of Order's part of the protocol.</summary>
public sealed class OrderDeciderTests
{
    private static readonly OrderDetails Details = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), "alice", "laptop", 2, 10.50m);

    private static readonly OrderCreated Created = new(Details.Id, "alice", "laptop", 2, 10.50m);

    // Each event has a reason of its own, so that a cell shows where its reason came from.
    private static readonly Dictionary<string, ISagaEvent> Events = new()
    {
        [EventTypes.InventoryReserved] = new InventoryReserved(Details.Id, "alice", "laptop", 2, 10.50m),
        [EventTypes.InventoryRejected] = new InventoryRejected(Details.Id, "laptop", "out_of_stock"),
        [EventTypes.PaymentSuccess] = new PaymentSuccess(Details.Id, "alice", 21m),
        [EventTypes.PaymentFailed] = new PaymentFailed(Details.Id, "insufficient_funds"),
        [EventTypes.InventoryRefunded] = new InventoryRefunded(Details.Id, "laptop", 2, "unknown_account"),
        [EventTypes.PaymentRefunded] = new PaymentRefunded(Details.Id, "alice", 21m),
    };

    private static readonly OrderState New = default;
    private static readonly OrderState Reserved = New with { Inventory = InventoryProgress.Reserved };
    private static readonly OrderState Confirmed = New with
    {
        Status = OrderStatus.Confirmed,
        Inventory = InventoryProgress.Reserved,
        Payment = PaymentProgress.Charged,
    };
    private static readonly OrderState Rejected =
        New with { Status = OrderStatus.Cancelled, Reason = "out_of_stock", Inventory = InventoryProgress.Rejected };
    private static readonly OrderState Released =
        New with { Status = OrderStatus.Cancelled, Reason = "unknown_account", Inventory = InventoryProgress.Released };
    private static readonly OrderState Declined = New with
    {
        Status = OrderStatus.Cancelled,
        Reason = "insufficient_funds",
        OwesInventory = true,
        Inventory = InventoryProgress.Reserved,
        Payment = PaymentProgress.Declined,
    };
    private static readonly OrderState Compensated = Declined with { OwesInventory = false, Inventory = InventoryProgress.Released };
    private static readonly OrderState Cancelled =
        New with { Status = OrderStatus.Cancelled, Reason = "customer_request", OwesInventory = true, OwesPayment = true };
    private static readonly OrderState CancelledReserved = Cancelled with { Inventory = InventoryProgress.Reserved };
    private static readonly OrderState CancelledRejected = Cancelled with { Inventory = InventoryProgress.Rejected };
    private static readonly OrderState CancelledDeclined = Cancelled with { Payment = PaymentProgress.Declined };
    private static readonly OrderState StockBack = Cancelled with { OwesInventory = false, Inventory = InventoryProgress.Released };
    private static readonly OrderState MoneyBack = Cancelled with { OwesPayment = false, Payment = PaymentProgress.Refunded };
    private static readonly OrderState AllBack = StockBack with { OwesPayment = false, Payment = PaymentProgress.Refunded };

    // In the order of Events, then the customer's cancellation, which is also that of the monitor.
    private static readonly Dictionary<string, Row> Rows = new()
    {
        ["PENDING"] = new(New,
            Reserved, Rejected, Confirmed, Declined, Released, New with { Payment = PaymentProgress.Refunded }, Cancelled),
        ["PENDING, reserved"] = new(Reserved,
            Reserved, Rejected, Confirmed, Declined, Released, Reserved with { Payment = PaymentProgress.Refunded }, CancelledReserved),
        ["CONFIRMED"] = new(Confirmed,
            Confirmed, Confirmed, Confirmed, Confirmed, Confirmed, Confirmed, Confirmed),
        ["CANCELLED, rejected"] = new(Rejected,
            Rejected, Rejected, Rejected, Rejected with { Payment = PaymentProgress.Declined }, Rejected,
            Rejected with { Payment = PaymentProgress.Refunded }, Rejected),
        ["CANCELLED, released before it was declined"] = new(Released,
            Released, Released, Released, Released with { Payment = PaymentProgress.Declined }, Released,
            Released with { Payment = PaymentProgress.Refunded }, Released),
        ["CANCELLED, declined, stock owed"] = new(Declined,
            Declined, Declined, Declined, Declined, Compensated, Declined, Declined),
        ["CANCELLED, declined, settled"] = new(Compensated,
            Compensated, Compensated, Compensated, Compensated, Compensated, Compensated, Compensated),
        ["CANCELLED, stock and money owed"] = new(Cancelled,
            CancelledReserved, CancelledRejected, Cancelled, CancelledDeclined, StockBack, MoneyBack, Cancelled),
        ["CANCELLED, stock and money owed, reserved"] = new(CancelledReserved,
            CancelledReserved, CancelledReserved, CancelledReserved, CancelledReserved with { Payment = PaymentProgress.Declined }, StockBack,
            CancelledReserved with { OwesPayment = false, Payment = PaymentProgress.Refunded }, CancelledReserved),
        ["CANCELLED, stock and money owed, rejected"] = new(CancelledRejected,
            CancelledRejected, CancelledRejected, CancelledRejected, CancelledRejected with { Payment = PaymentProgress.Declined },
            CancelledRejected with { OwesInventory = false }, CancelledRejected with { OwesPayment = false, Payment = PaymentProgress.Refunded },
            CancelledRejected),
        ["CANCELLED, stock and money owed, declined"] = new(CancelledDeclined,
            CancelledDeclined with { Inventory = InventoryProgress.Reserved }, CancelledDeclined with { Inventory = InventoryProgress.Rejected },
            CancelledDeclined, CancelledDeclined,
            StockBack with { Payment = PaymentProgress.Declined }, CancelledDeclined with { OwesPayment = false }, CancelledDeclined),
        ["CANCELLED, money owed"] = new(StockBack,
            StockBack, StockBack, StockBack, StockBack with { Payment = PaymentProgress.Declined }, StockBack, AllBack, StockBack),
        ["CANCELLED, stock owed"] = new(MoneyBack,
            MoneyBack with { Inventory = InventoryProgress.Reserved }, MoneyBack with { Inventory = InventoryProgress.Rejected },
            MoneyBack, MoneyBack, AllBack, MoneyBack, MoneyBack),
        ["CANCELLED, settled"] = new(AllBack,
            AllBack, AllBack, AllBack, AllBack, AllBack, AllBack, AllBack),
    };

    public static TheoryData<string> States => [.. Rows.Keys];

    public static TheoryData<string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string>();
            foreach (var (state, type) in Rows.Keys.SelectMany(_ => Events.Keys, (state, type) => (state, type)))
            {
                cells.Add(state, type);
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Receive_EveryCell_GivesTheStateAndSendsNothing(string state, string type)
    {
        var row = Rows[state];

        var decision = OrderDecider.Receive(row.Before, Events[type]);

        Assert.Equal(row.After(type), decision.State);
        Assert.Null(decision.Outgoing);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Cancel_EveryState_CancelsOnlyWhatIsPending(string state)
    {
        var row = Rows[state];

        var decision = OrderDecider.Cancel(Details, row.Before, "customer_request");

        Assert.Equal(row.Cancel, decision.State);
        Assert.Equal(
            row.Before.Status == OrderStatus.Pending ? new OrderCancelled(Details.Id, "alice", "laptop", "customer_request") : null,
            decision.Outgoing);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Redrive_EveryState_AsksAgainForWhatIsMissing(string state)
    {
        var before = Rows[state].Before;

        var decision = OrderDecider.Redrive(Details, before);

        ISagaEvent? expected = before switch
        {
            { Status: OrderStatus.Pending } => Created,
            { OwesInventory: true } or { OwesPayment: true } => new OrderCancelled(Details.Id, "alice", "laptop", before.Reason!),
            _ => null,
        };
        Assert.Equal(before, decision.State);
        Assert.Equal(expected, decision.Outgoing);
    }

    [Fact]
    public void Create_NewOrder_IsPendingAndTellsInventory()
    {
        var decision = OrderDecider.Create(Details);

        Assert.Equal(new Decision(New, Created), decision);
        Assert.False(decision.State.Settled);
    }

    [Theory]
    [InlineData("PENDING", false)]
    [InlineData("PENDING, reserved", false)]
    [InlineData("CONFIRMED", true)]
    [InlineData("CANCELLED, rejected", true)]
    [InlineData("CANCELLED, released before it was declined", true)]
    [InlineData("CANCELLED, declined, stock owed", false)]
    [InlineData("CANCELLED, declined, settled", true)]
    [InlineData("CANCELLED, stock and money owed", false)]
    [InlineData("CANCELLED, stock and money owed, reserved", false)]
    [InlineData("CANCELLED, money owed", false)]
    [InlineData("CANCELLED, stock owed", false)]
    [InlineData("CANCELLED, settled", true)]
    public void Settled_EveryState_MeansDecidedAndNothingOwed(string state, bool settled) =>
        Assert.Equal(settled, Rows[state].Before.Settled);

    [Fact]
    public void Receive_ItsOwnEvents_IsRefused()
    {
        Assert.Throws<InvalidEventException>(() => OrderDecider.Receive(New, Created));
        Assert.Throws<InvalidEventException>(() => OrderDecider.Receive(New, new OrderCancelled(Details.Id, "alice", "laptop", "timeout")));
    }

    private sealed record Row(
        OrderState Before,
        OrderState InventoryReserved,
        OrderState InventoryRejected,
        OrderState PaymentSuccess,
        OrderState PaymentFailed,
        OrderState InventoryRefunded,
        OrderState PaymentRefunded,
        OrderState Cancel)
    {
        public OrderState After(string type) => type switch
        {
            EventTypes.InventoryReserved => InventoryReserved,
            EventTypes.InventoryRejected => InventoryRejected,
            EventTypes.PaymentSuccess => PaymentSuccess,
            EventTypes.PaymentFailed => PaymentFailed,
            EventTypes.InventoryRefunded => InventoryRefunded,
            _ => PaymentRefunded,
        };
    }
}

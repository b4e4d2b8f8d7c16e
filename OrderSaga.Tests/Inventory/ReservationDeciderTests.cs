using OrderSaga.Contracts.Events;
using OrderSaga.Inventory.Domain;

namespace OrderSaga.Tests.Inventory;

/// <summary>Every (state × event) cell of Inventory's part of the protocol.</summary>
public sealed class ReservationDeciderTests
{
    private static readonly Guid Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    // What is stored and what arrives differ in everything but the id: an answer shows which of the two it was made of.
    private static readonly Reserved Held = new(Id, "alice", "laptop", 2, 10.50m);
    private static readonly Rejected Refused = new(Id, "laptop", 2, "out_of_stock");
    private static readonly Released GivenBack = new(Id, "laptop", 2, "insufficient_funds");
    private static readonly Released Tombstone = new(Id, "laptop", 0, "timeout");
    private static readonly Released NamelessTombstone = new(Id, null, 0, "unknown_account");

    private static readonly OrderCreated Created = new(Id, "bob", "mouse", 3, 7m);
    private static readonly OrderCancelled Cancelled = new(Id, "bob", "mouse", "customer_request");
    private static readonly PaymentFailed Failed = new(Id, "unknown_account");

    private static readonly Dictionary<string, Cell> Cells = new()
    {
        ["none + ORDER_CREATED, more than enough"] = new(null, Created, 4, new Reserved(Id, "bob", "mouse", 3, 7m), -3,
            new InventoryReserved(Id, "bob", "mouse", 3, 7m)),
        ["none + ORDER_CREATED, just enough"] = new(null, Created, 3, new Reserved(Id, "bob", "mouse", 3, 7m), -3,
            new InventoryReserved(Id, "bob", "mouse", 3, 7m)),
        ["none + ORDER_CREATED, one too few"] = new(null, Created, 2, new Rejected(Id, "mouse", 3, "out_of_stock"), 0,
            new InventoryRejected(Id, "mouse", "out_of_stock")),
        ["none + ORDER_CREATED, sold out"] = new(null, Created, 0, new Rejected(Id, "mouse", 3, "out_of_stock"), 0,
            new InventoryRejected(Id, "mouse", "out_of_stock")),
        ["none + ORDER_CREATED, no such item"] = new(null, Created, null, new Rejected(Id, "mouse", 3, "unknown_item"), 0,
            new InventoryRejected(Id, "mouse", "unknown_item")),
        ["none + ORDER_CANCELLED"] = new(null, Cancelled, null, new Released(Id, "mouse", 0, "customer_request"), 0,
            new InventoryRefunded(Id, "mouse", 0, "customer_request")),
        ["none + PAYMENT_FAILED"] = new(null, Failed, null, new Released(Id, null, 0, "unknown_account"), 0,
            new InventoryRefunded(Id, null, 0, "unknown_account")),

        ["RESERVED + ORDER_CREATED"] = new(Held, Created, 100, Held, 0, new InventoryReserved(Id, "alice", "laptop", 2, 10.50m)),
        ["RESERVED + ORDER_CREATED, sold out since"] = new(Held, Created, 0, Held, 0,
            new InventoryReserved(Id, "alice", "laptop", 2, 10.50m)),
        ["RESERVED + ORDER_CANCELLED"] = new(Held, Cancelled, null, new Released(Id, "laptop", 2, "customer_request"), +2,
            new InventoryRefunded(Id, "laptop", 2, "customer_request")),
        ["RESERVED + PAYMENT_FAILED"] = new(Held, Failed, null, new Released(Id, "laptop", 2, "unknown_account"), +2,
            new InventoryRefunded(Id, "laptop", 2, "unknown_account")),

        ["REJECTED + ORDER_CREATED, restocked since"] = new(Refused, Created, 100, Refused, 0,
            new InventoryRejected(Id, "laptop", "out_of_stock")),
        ["REJECTED + ORDER_CANCELLED"] = new(Refused, Cancelled, null, Refused, 0,
            new InventoryRefunded(Id, "laptop", 0, "customer_request")),
        ["REJECTED + PAYMENT_FAILED"] = new(Refused, Failed, null, Refused, 0, new InventoryRefunded(Id, "laptop", 0, "unknown_account")),

        ["RELEASED + ORDER_CREATED"] = new(GivenBack, Created, 100, GivenBack, 0,
            new InventoryRefunded(Id, "laptop", 2, "insufficient_funds")),
        ["RELEASED + ORDER_CANCELLED"] = new(GivenBack, Cancelled, null, GivenBack, 0,
            new InventoryRefunded(Id, "laptop", 2, "insufficient_funds")),
        ["RELEASED + PAYMENT_FAILED"] = new(GivenBack, Failed, null, GivenBack, 0,
            new InventoryRefunded(Id, "laptop", 2, "insufficient_funds")),

        ["RELEASED unheard + ORDER_CREATED, late"] = new(Tombstone, Created, 100, Tombstone, 0,
            new InventoryRefunded(Id, "laptop", 0, "timeout")),
        ["RELEASED unheard + ORDER_CANCELLED"] = new(Tombstone, Cancelled, null, Tombstone, 0,
            new InventoryRefunded(Id, "laptop", 0, "timeout")),
        ["RELEASED unheard + PAYMENT_FAILED"] = new(Tombstone, Failed, null, Tombstone, 0,
            new InventoryRefunded(Id, "laptop", 0, "timeout")),
        ["RELEASED nameless + ORDER_CREATED, late"] = new(NamelessTombstone, Created, 100, NamelessTombstone, 0,
            new InventoryRefunded(Id, null, 0, "unknown_account")),
        ["RELEASED nameless + ORDER_CANCELLED"] = new(NamelessTombstone, Cancelled, null, NamelessTombstone, 0,
            new InventoryRefunded(Id, null, 0, "unknown_account")),
    };

    public static TheoryData<string> CellNames => [.. Cells.Keys];

    [Theory]
    [MemberData(nameof(CellNames))]
    public void Decide_EveryCell_GivesStateChangeAndAnswer(string name)
    {
        var cell = Cells[name];

        var decision = ReservationDecider.Decide(cell.Before, cell.Event, cell.Available);

        Assert.Equal(cell.After, decision.State);
        Assert.Equal(cell.Answer, decision.Answer);
        Assert.Equal(cell.Units, decision.Change?.Units ?? 0);
        Assert.Equal(cell.Units == 0 ? null : ((Reserved)(cell.Before ?? cell.After)).Item, decision.Change?.Item);
    }

    [Fact]
    public void Cells_OfThisTest_CoverEveryStateAndEvent()
    {
        var covered = Cells.Values.Select(cell => (State: cell.Before?.GetType(), Event: cell.Event.GetType())).Distinct();

        Assert.Equal(4 * 3, covered.Count());
    }

    [Fact]
    public void Decide_EventOfAnotherService_IsRefused() =>
        Assert.Throws<InvalidEventException>(() => ReservationDecider.Decide(null, new PaymentSuccess(Id, "alice", 1m), null));

    private sealed record Cell(
        ReservationState? Before, ISagaEvent Event, long? Available, ReservationState After, int Units, ISagaEvent Answer);
}

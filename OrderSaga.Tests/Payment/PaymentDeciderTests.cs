using OrderSaga.Contracts.Events;
using OrderSaga.Payment.Domain;

namespace OrderSaga.Tests.Payment;

/// <summary>Every (state × event) cell of Payment's part of the protocol.</summary>
public sealed class PaymentDeciderTests
{
    private static readonly Guid Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    // What is stored and what arrives differ in everything but the id: an answer shows which of the two it was made of.
    private static readonly Charged Kept = new(Id, "alice", 21m);
    private static readonly Declined Refused = new(Id, "alice", 21m, "insufficient_funds");
    private static readonly Refunded GivenBack = new(Id, "alice", 21m, "timeout");
    private static readonly Voided Tombstone = new(Id, "alice", "timeout");

    private static readonly InventoryReserved Reserved = new(Id, "bob", "mouse", 3, 7.10m);
    private static readonly OrderCancelled Cancelled = new(Id, "bob", "mouse", "customer_request");

    private static readonly Dictionary<string, Cell> Cells = new()
    {
        ["none + INVENTORY_RESERVED, more than enough"] = new(null, Reserved, 21.31m, new Charged(Id, "bob", 21.30m), -21.30m,
            new PaymentSuccess(Id, "bob", 21.30m)),
        ["none + INVENTORY_RESERVED, just enough"] = new(null, Reserved, 21.30m, new Charged(Id, "bob", 21.30m), -21.30m,
            new PaymentSuccess(Id, "bob", 21.30m)),
        ["none + INVENTORY_RESERVED, a cent too little"] = new(null, Reserved, 21.29m,
            new Declined(Id, "bob", 21.30m, "insufficient_funds"), 0, new PaymentFailed(Id, "insufficient_funds")),
        ["none + INVENTORY_RESERVED, empty account"] = new(null, Reserved, 0, new Declined(Id, "bob", 21.30m, "insufficient_funds"), 0,
            new PaymentFailed(Id, "insufficient_funds")),
        ["none + INVENTORY_RESERVED, no such account"] = new(null, Reserved, null, new Declined(Id, "bob", 21.30m, "unknown_account"), 0,
            new PaymentFailed(Id, "unknown_account")),
        ["none + ORDER_CANCELLED"] = new(null, Cancelled, null, new Voided(Id, "bob", "customer_request"), 0,
            new PaymentRefunded(Id, "bob", 0)),

        ["CHARGED + INVENTORY_RESERVED"] = new(Kept, Reserved, 100, Kept, 0, new PaymentSuccess(Id, "alice", 21m)),
        ["CHARGED + INVENTORY_RESERVED, poor since"] = new(Kept, Reserved, 0, Kept, 0, new PaymentSuccess(Id, "alice", 21m)),
        ["CHARGED + ORDER_CANCELLED"] = new(Kept, Cancelled, null, new Refunded(Id, "alice", 21m, "customer_request"), +21m,
            new PaymentRefunded(Id, "alice", 21m)),

        ["DECLINED + INVENTORY_RESERVED, rich since"] = new(Refused, Reserved, 100, Refused, 0,
            new PaymentFailed(Id, "insufficient_funds")),
        ["DECLINED + ORDER_CANCELLED"] = new(Refused, Cancelled, null, Refused, 0, new PaymentRefunded(Id, "alice", 0)),

        ["REFUNDED + INVENTORY_RESERVED"] = new(GivenBack, Reserved, 100, GivenBack, 0, new PaymentRefunded(Id, "alice", 21m)),
        ["REFUNDED + ORDER_CANCELLED"] = new(GivenBack, Cancelled, null, GivenBack, 0, new PaymentRefunded(Id, "alice", 21m)),

        ["VOIDED + INVENTORY_RESERVED, late"] = new(Tombstone, Reserved, 100, Tombstone, 0, new PaymentRefunded(Id, "alice", 0)),
        ["VOIDED + ORDER_CANCELLED"] = new(Tombstone, Cancelled, null, Tombstone, 0, new PaymentRefunded(Id, "alice", 0)),
    };

    public static TheoryData<string> CellNames => [.. Cells.Keys];

    [Theory]
    [MemberData(nameof(CellNames))]
    public void Decide_EveryCell_GivesStateChangeAndAnswer(string name)
    {
        var cell = Cells[name];

        var decision = PaymentDecider.Decide(cell.Before, cell.Event, cell.Balance);

        Assert.Equal(cell.After, decision.State);
        Assert.Equal(cell.Answer, decision.Answer);
        Assert.Equal(cell.Amount, decision.Change?.Amount ?? 0);
        Assert.Equal(cell.Amount == 0 ? null : cell.After.UserId, decision.Change?.UserId);
    }

    [Fact]
    public void Cells_OfThisTest_CoverEveryStateAndEvent()
    {
        var covered = Cells.Values.Select(cell => (State: cell.Before?.GetType(), Event: cell.Event.GetType())).Distinct();

        Assert.Equal(5 * 2, covered.Count());
    }

    [Fact]
    public void Decide_EventOfAnotherService_IsRefused() =>
        Assert.Throws<InvalidEventException>(() => PaymentDecider.Decide(null, new PaymentFailed(Id, "timeout"), null));

    private sealed record Cell(
        PaymentState? Before, ISagaEvent Event, decimal? Balance, PaymentState After, decimal Amount, ISagaEvent Answer);
}

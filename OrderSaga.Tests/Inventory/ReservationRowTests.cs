using OrderSaga.Inventory.Data;
using OrderSaga.Inventory.Domain;

namespace OrderSaga.Tests.Inventory;

public sealed class ReservationRowTests
{
    private static readonly Guid Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    private static readonly Dictionary<string, ReservationState> States = new()
    {
        ["RESERVED"] = new Reserved(Id, "alice", "laptop", 2, 10.50m),
        ["REJECTED"] = new Rejected(Id, "laptop", 2, "out_of_stock"),
        ["RELEASED"] = new Released(Id, "laptop", 2, "timeout"),
        ["RELEASED, nameless"] = new Released(Id, null, 0, "insufficient_funds"),
    };

    public static TheoryData<string> StateNames => [.. States.Keys];

    [Theory]
    [MemberData(nameof(StateNames))]
    public void ToState_OfARowMadeOfAState_IsThatState(string name)
    {
        var row = ReservationRow.Of(States[name]);

        Assert.Equal(States[name], row.ToState());
        Assert.Equal(name.Split(',')[0], row.Status);
    }

    // A release updates status and reason only; the row keeps who had ordered, and at what price.
    [Fact]
    public void ToState_OfAReservedRowThatWasReleased_IsTheReleasedState()
    {
        var row = ReservationRow.Of(States["RESERVED"]) with { Status = "RELEASED", Reason = "timeout" };

        Assert.Equal(States["RELEASED"], row.ToState());
    }
}

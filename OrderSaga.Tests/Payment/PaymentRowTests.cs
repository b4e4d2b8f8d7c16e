using OrderSaga.Payment.Data;
using OrderSaga.Payment.Domain;

namespace OrderSaga.Tests.Payment;

public sealed class PaymentRowTests
{
    private static readonly Guid Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    private static readonly Dictionary<string, PaymentState> States = new()
    {
        ["CHARGED"] = new Charged(Id, "alice", 21m),
        ["DECLINED"] = new Declined(Id, "alice", 21m, "unknown_account"),
        ["REFUNDED"] = new Refunded(Id, "alice", 21m, "timeout"),
        ["VOIDED"] = new Voided(Id, "alice", "timeout"),
    };

    public static TheoryData<string> StateNames => [.. States.Keys];

    [Theory]
    [MemberData(nameof(StateNames))]
    public void ToState_OfARowMadeOfAState_IsThatState(string name)
    {
        var row = PaymentRow.Of(States[name]);

        Assert.Equal(States[name], row.ToState());
        Assert.Equal(name, row.Status);
    }

    // A refund updates status and reason only.
    [Fact]
    public void ToState_OfAChargedRowThatWasRefunded_IsTheRefundedState()
    {
        var row = PaymentRow.Of(States["CHARGED"]) with { Status = "REFUNDED", Reason = "timeout" };

        Assert.Equal(States["REFUNDED"], row.ToState());
    }
}

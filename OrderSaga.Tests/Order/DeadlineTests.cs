using OrderSaga.Order.Domain;

namespace OrderSaga.Tests.Order;

/// <summary>When an order is looked at again.</summary>
public sealed class DeadlineTests
{
    private static readonly SagaOptions Options = new()
    {
        StepTimeout = TimeSpan.FromSeconds(5),
        MaxStepTimeout = TimeSpan.FromSeconds(60),
        GiveUpAfter = TimeSpan.FromMinutes(10),
    };

    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private static readonly PlacedOrder Pending =
        PlacedOrder.New(new OrderDetails(Guid.CreateVersion7(Start), "alice", "laptop", 1, 1m), Start, default, Options);

    private static readonly OrderState Owing = OrderDecider.Cancel(Pending.Details, default, "customer_request").State;

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    [InlineData(4, 60)]
    [InlineData(5, 60)]
    [InlineData(10_000, 60)]
    public void Backoff_Attempts_DoublesUpToTheLimit(int attempts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Deadlines.Backoff(attempts, Options));

    [Fact]
    public void New_Order_HasTheFirstDeadline()
    {
        Assert.Equal(Start.AddSeconds(5), Pending.DeadlineAt);
        Assert.Equal(0, Pending.Attempts);
        Assert.Equal(Start, Pending.UpdatedAt);
        Assert.Null(Pending.SettledAt);
    }

    [Fact]
    public void DrivenAgain_Order_CountsAndBacksOff()
    {
        var once = Pending.DrivenAgain(Start.AddSeconds(5), Options);
        var twice = once.DrivenAgain(Start.AddSeconds(15), Options);

        Assert.Equal((1, Start.AddSeconds(15)), (once.Attempts, once.DeadlineAt!.Value));
        Assert.Equal((2, Start.AddSeconds(35)), (twice.Attempts, twice.DeadlineAt!.Value));
        Assert.Equal(Start.AddSeconds(15), twice.UpdatedAt);
    }

    [Fact]
    public void DrivenAgain_PendingOrder_IsLookedAtInTimeToGiveItUp()
    {
        var late = Pending with { Attempts = 8 };

        Assert.Equal(Start.AddMinutes(10), late.DrivenAgain(Start.AddMinutes(9.5), Options).DeadlineAt);
    }

    [Fact]
    public void DrivenAgain_PendingOrderPastTheTimeToGiveUp_HasAStepMore() =>
        Assert.Equal(Start.AddMinutes(20).AddSeconds(5), (Pending with { Attempts = 8 }).DrivenAgain(Start.AddMinutes(20), Options).DeadlineAt);

    [Fact]
    public void DrivenAgain_CancelledOrder_IsNeverGivenUp()
    {
        var late = (Pending with { Attempts = 8 }).Advance(Owing, Start, Options);

        Assert.Equal(Start.AddMinutes(9.5).AddSeconds(60), late.DrivenAgain(Start.AddMinutes(9.5), Options).DeadlineAt);
        Assert.False(Deadlines.IsGivenUp(late, Start.AddDays(1), Options));
    }

    [Fact]
    public void IsGivenUp_PendingOrder_FromThatAgeOn()
    {
        Assert.False(Deadlines.IsGivenUp(Pending, Start.AddMinutes(10).AddMicroseconds(-1), Options));
        Assert.True(Deadlines.IsGivenUp(Pending, Start.AddMinutes(10), Options));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(5.2, 0.2)]
    [InlineData(300, 295)]
    [InlineData(301, 295)]
    [InlineData(100_000, 295)]
    public void Slack_Patience_IsWhatTheFirstDeadlineLacksButOfHalfTheTimeToGiveUp(double patience, double slack) =>
        Assert.Equal(TimeSpan.FromSeconds(slack), Deadlines.ExtraTimeout(TimeSpan.FromSeconds(patience), Options));

    [Fact]
    public void Slack_OrdersAreGivenUpSooner_IsNone() => Assert.Equal(
        TimeSpan.Zero,
        Deadlines.ExtraTimeout(TimeSpan.FromMinutes(1), new SagaOptions { StepTimeout = TimeSpan.FromSeconds(5), GiveUpAfter = TimeSpan.FromSeconds(8) }));

    [Fact]
    public void Advance_NothingChanged_LeavesTheOrderAsItIs() =>
        Assert.Same(Pending, Pending.Advance(Pending.State, Start.AddSeconds(1), Options));

    [Fact]
    public void Advance_ProgressAlone_KeepsTheDeadlineAndTheTimeOfTheLastAnswer()
    {
        var reserved = Pending.State with { Inventory = InventoryProgress.Reserved };

        var advanced = Pending.Advance(reserved, Start.AddSeconds(1), Options);

        Assert.Equal((Pending.DeadlineAt, Pending.UpdatedAt), (advanced.DeadlineAt, advanced.UpdatedAt));
    }

    [Fact]
    public void Advance_SettledLongAgo_IsNoNewsOfTheOrder()
    {
        var settled = Pending.Advance(Pending.State with { Status = OrderStatus.Confirmed }, Start.AddSeconds(1), Options);

        var told = settled.Advance(settled.State with { Payment = PaymentProgress.Declined }, Start.AddDays(1), Options);

        Assert.Equal((PaymentProgress.Declined, Start.AddSeconds(1)), (told.State.Payment, told.UpdatedAt));
        Assert.Equal(settled.SettledAt, told.SettledAt);
    }

    [Fact]
    public void Advance_CancelledAndOwed_BeginsANewStep()
    {
        var advanced = (Pending with { Attempts = 3 }).Advance(Owing, Start.AddSeconds(30), Options);

        Assert.Equal(Start.AddSeconds(35), advanced.DeadlineAt);
        Assert.Equal(3, advanced.Attempts);
        Assert.Null(advanced.SettledAt);
    }

    [Fact]
    public void Advance_Settled_HasNoDeadlineAndKeepsItsFirstSettlement()
    {
        var confirmed = OrderDecider.Receive(default, new Contracts.Events.PaymentSuccess(Pending.Details.Id, "alice", 1m)).State;

        var settled = Pending.Advance(confirmed, Start.AddSeconds(1), Options);
        var later = settled.Advance(confirmed with { Reason = "any other change" }, Start.AddSeconds(2), Options);

        Assert.Null(settled.DeadlineAt);
        Assert.Equal(Start.AddSeconds(1), settled.SettledAt);
        Assert.Equal(Start.AddSeconds(1), later.SettledAt);
    }
}

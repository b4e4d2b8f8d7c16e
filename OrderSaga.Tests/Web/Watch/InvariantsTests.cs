using OrderSaga.Contracts.Http;
using OrderSaga.Web.Story;
using OrderSaga.Web.Watch;

namespace OrderSaga.Tests.Web.Watch;

public sealed class InvariantsTests
{
    [Fact]
    public void Always_BelowZero_IsBrokenAndNamed()
    {
        var broken = Invariants.Always([new("laptop", -1, 0), new("mouse", 1, 0)], [])[0];

        Assert.Equal((Verdict.Broken, "laptop"), (broken.Verdict, broken.Explanation));
    }

    [Fact]
    public void Always_ServiceIsDown_IsUnknown() => Assert.All(Invariants.Always(null, null), invariant => Assert.Equal(Verdict.Unknown, invariant.Verdict));

    [Fact]
    public void AtRest_SumsAgree_Holds() =>
        Assert.All(Invariants.AtRest(Recount(reserved: 3, charged: 30m)), invariant => Assert.Equal(Verdict.Holds, invariant.Verdict));

    [Fact]
    public void AtRest_StockIsHeldForNoOrder_IsBroken()
    {
        var invariants = Invariants.AtRest(Recount(reserved: 4, charged: 30m));

        Assert.Equal([Verdict.Broken, Verdict.Holds], invariants.Select(invariant => invariant.Verdict));
        Assert.Contains("laptop", invariants[0].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void AtRest_MoneyOfAnAccountThatPaymentDoesNotKnow_IsBroken() =>
        Assert.Equal(Verdict.Broken, Invariants.AtRest(Recount(reserved: 3, charged: 30m) with { Accounts = [] })[1].Verdict);

    [Fact]
    public void AtRest_SagasUnderWay_SaysNothing() =>
        Assert.Equal(Verdict.UnderWay, Invariants.AtRest(Recount(reserved: 4, charged: 30m) with { AtRest = false })[0].Verdict);

    private static Recount Recount(long reserved, decimal charged) => new(
        2,
        AtRest: true,
        new Dictionary<string, long> { ["laptop"] = 3 },
        new Dictionary<string, decimal> { ["alice"] = 30m },
        [new StockView("laptop", 7, reserved), new StockView("mouse", 5, 0)],
        [new AccountView("alice", 70m, charged)]);
}

using Microsoft.Extensions.Time.Testing;
using OrderSaga.Web.Feed;

namespace OrderSaga.Tests.Web.Feed;

public sealed class ListeningBudgetTests
{
    private readonly FakeTimeProvider clock = new(Messages.Start);
    private readonly ListeningBudget budget;

    public ListeningBudgetTests() => budget = new(clock, perSecond: 100, burst: 1_000);

    [Fact]
    public void Allows_ABurst_UntilItIsSpent()
    {
        Assert.True(budget.Allows(999));
        Assert.False(budget.Allows(1));
    }

    [Fact]
    public void Allows_AsManyAsThereMayBe_ForEver()
    {
        Assert.True(budget.Allows(500));

        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.True(HearFor(TimeSpan.FromSeconds(1), 100)));
    }

    [Fact]
    public void Allows_Spent_RestsForTenSeconds()
    {
        Assert.False(budget.Allows(1_000));

        Assert.False(HearFor(TimeSpan.FromSeconds(9.9), 0));
        Assert.True(HearFor(TimeSpan.FromSeconds(0.1), 0));
    }

    [Fact]
    public void Allows_BurstSmallerThanASecondsWorth_ASecondsWorthMayComeAtOnce()
    {
        var small = new ListeningBudget(clock, perSecond: 100, burst: 10);

        Assert.True(small.Allows(99));
        Assert.False(small.Allows(1));
    }

    [Fact]
    public void Allows_WhatWasStillOnItsWay_IsPaidFor()
    {
        Assert.False(budget.Allows(2_500));

        Assert.False(HearFor(TimeSpan.FromSeconds(14.9), 0));
        Assert.True(HearFor(TimeSpan.FromSeconds(0.2), 0));
    }

    [Fact]
    public void Allows_MoreOnItsWayDuringTheRest_BeginsNoOtherRest()
    {
        Assert.False(budget.Allows(1_000));
        Assert.False(HearFor(TimeSpan.FromSeconds(9), 800));

        Assert.True(HearFor(TimeSpan.FromSeconds(1), 0));
    }

    [Fact]
    public void Allows_ALongQuietTime_SavesNoMoreThanABurst()
    {
        clock.Advance(TimeSpan.FromDays(1));

        Assert.False(budget.Allows(1_000));
    }

    [Fact]
    public void Allows_ABusyExchange_HearsNoMoreThanTheAverage()
    {
        const int Minutes = 10;
        var heard = 0;
        var listening = true;
        for (var tick = 0; tick < Minutes * 60 * 4; tick++)
        {
            // Three thousand a second, asked four times a second.
            var now = listening ? 750 : 0;
            heard += now;
            listening = HearFor(TimeSpan.FromSeconds(0.25), now);
        }

        // The burst, the average, and what came until it was noticed.
        Assert.InRange(heard, 100 * Minutes * 60, 1_000 + (100 * Minutes * 60) + 750);
    }

    private bool HearFor(TimeSpan time, long messages)
    {
        clock.Advance(time);
        return budget.Allows(messages);
    }
}

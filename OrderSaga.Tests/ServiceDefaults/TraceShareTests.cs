using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.ServiceDefaults.TraceCopies;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class TraceShareTests
{
    private const int SpansPerSecond = 100;

    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void Keeps_Few_AllOfThem()
    {
        var share = new TraceShare(SpansPerSecond, clock);

        Assert.All(Traces(SpansPerSecond), trace => Assert.True(share.Keeps(trace)));
    }

    [Fact]
    public void Keeps_TooMany_AboutAsManyAsAllowed()
    {
        var share = new TraceShare(SpansPerSecond, clock);
        PassSeconds(share, 10, spansPerSecond: 5_000);

        var kept = Traces(5_000).Count(share.Keeps);

        Assert.InRange(kept, SpansPerSecond / 4, SpansPerSecond * 2);
    }

    [Fact]
    public void Keeps_TwoServicesAtDifferentRates_TheBusierKeepsNoTraceThatTheOtherDrops()
    {
        var (busy, calm) = (new TraceShare(SpansPerSecond, clock), new TraceShare(SpansPerSecond, clock));
        PassSeconds(busy, 10, spansPerSecond: 4_000);
        PassSeconds(calm, 10, spansPerSecond: 400);
        var traces = Traces(60);

        Assert.Subset(traces.Where(calm.Keeps).ToHashSet(), traces.Where(busy.Keeps).ToHashSet());
    }

    [Fact]
    public void Keeps_QuietAgain_AllOfThemAgain()
    {
        var share = new TraceShare(SpansPerSecond, clock);
        PassSeconds(share, 5, spansPerSecond: 5_000);
        PassSeconds(share, 20, spansPerSecond: 1);

        Assert.All(Traces(SpansPerSecond / 2), trace => Assert.True(share.Keeps(trace)));
    }

    private static List<ActivityTraceId> Traces(int count) => [.. Enumerable.Range(0, count).Select(_ => ActivityTraceId.CreateRandom())];

    private void PassSeconds(TraceShare share, int seconds, int spansPerSecond)
    {
        for (var second = 0; second < seconds; second++)
        {
            Traces(spansPerSecond).ForEach(trace => share.Keeps(trace));
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }
}

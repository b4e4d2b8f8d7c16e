using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.ServiceDefaults.TraceCopies;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class TraceShareTests
{
    private const int SpansPerSecond = 100;

    private readonly FakeTimeProvider clock = new();
    private ushort nextTrace;

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
        for (var second = 0; second < 10; second++)
        {
            Traces(4_000).ForEach(trace => busy.Keeps(trace));
            PassSeconds(calm, 1, spansPerSecond: 400);
        }

        var traces = Traces(256);
        var (keptByBusy, keptByCalm) = (traces.Where(busy.Keeps).ToHashSet(), traces.Where(calm.Keeps).ToHashSet());

        Assert.NotEmpty(keptByBusy);
        Assert.ProperSubset(keptByCalm, keptByBusy);
    }

    [Fact]
    public void Keeps_QuietAgain_AllOfThemAgain()
    {
        var share = new TraceShare(SpansPerSecond, clock);
        PassSeconds(share, 5, spansPerSecond: 5_000);
        PassSeconds(share, 20, spansPerSecond: 1);

        Assert.All(Traces(SpansPerSecond / 2), trace => Assert.True(share.Keeps(trace)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3600)]
    public void Keeps_NothingForAWhileAfterTooMany_AllOfThemAtOnce(int quietSeconds)
    {
        var share = new TraceShare(SpansPerSecond, clock);
        PassSeconds(share, 5, spansPerSecond: 5_000);
        clock.Advance(TimeSpan.FromSeconds(quietSeconds));

        Assert.All(Traces(SpansPerSecond / 2), trace => Assert.True(share.Keeps(trace)));
    }

    [Fact]
    public void Keeps_AFewInEachSecondAfterTooMany_AllOfThemFromTheSecondOn()
    {
        var share = new TraceShare(SpansPerSecond, clock);
        PassSeconds(share, 5, spansPerSecond: 5_000);
        PassSeconds(share, 1, spansPerSecond: 1);

        Assert.All(Traces(SpansPerSecond / 2), trace => Assert.True(share.Keeps(trace)));
    }

    [Fact]
    public void Keeps_AsManyInEachSecond_TheSameShareThroughout()
    {
        var share = new TraceShare(SpansPerSecond, clock);
        PassSeconds(share, 5, spansPerSecond: SpansPerSecond * 3 / 2);
        var traces = Traces(SpansPerSecond / 4);
        var kept = traces.Where(share.Keeps).ToHashSet();

        for (var second = 0; second < 5; second++)
        {
            PassSeconds(share, 1, spansPerSecond: SpansPerSecond * 3 / 2);
            Assert.Equal(kept, traces.Where(share.Keeps).ToHashSet());
        }
    }

    // One after the other instead of at random: of any that follow each other exactly a half, a quarter and so on are chosen.
    private List<ActivityTraceId> Traces(int count) => [.. Enumerable.Range(0, count).Select(_ => Trace(nextTrace++))];

    private static ActivityTraceId Trace(ushort number)
    {
        Span<byte> id = stackalloc byte[16];
        id[0] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(id[^2..], number);
        return ActivityTraceId.CreateFromBytes(id);
    }

    private void PassSeconds(TraceShare share, int seconds, int spansPerSecond)
    {
        for (var second = 0; second < seconds; second++)
        {
            Traces(spansPerSecond).ForEach(trace => share.Keeps(trace));
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }
}

using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.ServiceDefaults.TraceCopies;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class TraceShareTests
{
    private const int SpansPerSecond = 100;
    private const int StepsInASecond = 20;

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
        Pass(10 * StepsInASecond, () =>
        {
            Traces(200).ForEach(trace => busy.Keeps(trace));
            Traces(20).ForEach(trace => calm.Keeps(trace));
        });

        var traces = Traces(256);
        var (keptByBusy, keptByCalm) = (traces.Where(busy.Keeps).ToHashSet(), traces.Where(calm.Keeps).ToHashSet());

        Assert.NotEmpty(keptByBusy);
        Assert.ProperSubset(keptByCalm, keptByBusy);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3600)]
    public void Keeps_NothingForAWhileAfterTooMany_AllOfThemAtOnce(double quietSeconds)
    {
        var share = new TraceShare(SpansPerSecond, clock);
        PassSeconds(share, 5, spansPerSecond: 5_000);
        clock.Advance(TimeSpan.FromSeconds(quietSeconds));

        Assert.All(Traces(SpansPerSecond / 2), trace => Assert.True(share.Keeps(trace)));
    }

    [Fact]
    public void Keeps_AFewForHalfASecondAfterTooMany_AllOfThem()
    {
        var share = new TraceShare(SpansPerSecond, clock);
        PassSeconds(share, 5, spansPerSecond: 5_000);
        Pass(StepsInASecond / 2, () => share.Keeps(Traces(1)[0]));

        Assert.All(Traces(SpansPerSecond / 2), trace => Assert.True(share.Keeps(trace)));
    }

    [Fact]
    public void Keeps_MoreThanAllowedButLessThanTwice_OneHalfThroughout()
    {
        const int PerSecond = SpansPerSecond * 8 / 5;
        var share = new TraceShare(SpansPerSecond, clock);
        PassSeconds(share, 5, PerSecond);
        var kept = 0;

        Pass(5 * StepsInASecond, () => kept += Traces(PerSecond / StepsInASecond).Count(share.Keeps));

        Assert.Equal(5 * PerSecond / 2, kept, tolerance: 5);
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

    // Spread over the second, as they come.
    private void PassSeconds(TraceShare share, int seconds, int spansPerSecond) =>
        Pass(seconds * StepsInASecond, () => Traces(spansPerSecond / StepsInASecond).ForEach(trace => share.Keeps(trace)));

    private void Pass(int steps, Action step)
    {
        for (var i = 0; i < steps; i++)
        {
            step();
            clock.Advance(TimeSpan.FromSeconds(1) / StepsInASecond);
        }
    }
}

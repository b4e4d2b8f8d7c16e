using Microsoft.Extensions.Time.Testing;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Watch;

namespace OrderSaga.Tests.Web.Watch;

public sealed class DurationHistoryTests
{
    private readonly FakeTimeProvider clock = new(Messages.Start);
    private readonly DurationHistory history;

    public DurationHistoryTests() => history = new(clock);

    [Fact]
    public void Read_HundredSagas_GivesTheirPercentiles()
    {
        for (var i = 1; i <= 100; i++)
        {
            history.Add(TimeSpan.FromMilliseconds(i));
        }

        clock.Advance(DurationHistory.PointSpan);

        Assert.Equal(new DurationPoint(100, 50, 95, 99), history.Read()[^1]);
    }

    [Fact]
    public void Read_NoSagaEnded_IsNull() => Assert.All(history.Read(), Assert.Null);

    [Fact]
    public void Add_MoreThanItKeeps_IsBounded()
    {
        for (var i = 0; i < DurationHistory.MaxSamples + 10; i++)
        {
            history.Add(TimeSpan.FromSeconds(1));
        }

        clock.Advance(DurationHistory.PointSpan);

        Assert.Equal(DurationHistory.MaxSamples, history.Read()[^1]!.Count);
    }
}

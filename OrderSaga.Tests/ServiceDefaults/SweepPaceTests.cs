using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class SweepPaceTests
{
    private readonly OutboxOptions outbox = new() { SweepInterval = TimeSpan.FromSeconds(1), VainSweepShare = 0.02 };

    [Theory]
    [InlineData(2, 0, 1000)]
    [InlineData(40, 0, 1960)]
    [InlineData(40, 1, 1000)]
    [InlineData(20_000, 0, 10_000)]
    [InlineData(20_000, 2000, 1000)]
    public void After_Pass_RestsForItsShare(int tookMs, int gone, int expectedMs) =>
        Assert.Equal(expectedMs, SweepPace.After(TimeSpan.FromMilliseconds(tookMs), gone, outbox).TotalMilliseconds, 1e-6);

    [Fact]
    public void After_ShareIsAll_AlwaysTheInterval()
    {
        outbox.VainSweepShare = 1;

        Assert.Equal(outbox.SweepInterval, SweepPace.After(TimeSpan.FromHours(1), gone: 0, outbox));
    }
}

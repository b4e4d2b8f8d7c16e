using Microsoft.Extensions.Time.Testing;
using OrderSaga.Web.Feed;

namespace OrderSaga.Tests.Web.Feed;

public sealed class PacerTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider clock = new();
    private readonly Pacer pacer;

    public PacerTests() => pacer = new(Quiet, clock);

    [Fact]
    public void IsDue_FirstTime_Yes() => Assert.True(pacer.IsDue(0));

    [Fact]
    public void IsDue_NothingNew_NotBeforeItHasGrownOld()
    {
        pacer.IsDue(1);
        Assert.False(pacer.IsDue(1));

        clock.Advance(Quiet);
        Assert.True(pacer.IsDue(1));
    }

    [Fact]
    public void IsDue_SomethingNew_AtOnce()
    {
        pacer.IsDue(1);

        Assert.True(pacer.IsDue(2));
    }
}

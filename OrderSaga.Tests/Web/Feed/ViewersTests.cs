using OrderSaga.Web.Feed;

namespace OrderSaga.Tests.Web.Feed;

public sealed class ViewersTests
{
    private readonly Viewers viewers = new();

    [Fact]
    public void Any_NobodyCame_No() => Assert.False(viewers.Any);

    [Fact]
    public void Any_OneOfTwoWent_Yes()
    {
        viewers.Come("a");
        viewers.Come("b");
        viewers.Go("a");

        Assert.True(viewers.Any);
    }

    [Fact]
    public void Any_CameAgainAndWentTwice_No()
    {
        viewers.Come("a");
        viewers.Come("a");
        viewers.Go("a");
        viewers.Go("a");

        Assert.False(viewers.Any);
    }
}

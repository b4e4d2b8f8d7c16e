using OrderSaga.Web.Feed;

namespace OrderSaga.Tests.Web.Feed;

public sealed class UuidTimeTests
{
    [Fact]
    public void Of_Version7_IsItsMillisecond() =>
        Assert.Equal(Messages.Start.AddMilliseconds(7), UuidTime.Of(Guid.CreateVersion7(Messages.Start.AddMilliseconds(7))));

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("3d813cbb-47fb-42ba-91df-831e1593ac29")]
    [InlineData("ffffffff-ffff-7fff-bfff-ffffffffffff")]
    public void Of_NoTimeInIt_IsNull(string id) => Assert.Null(UuidTime.Of(Guid.Parse(id)));
}

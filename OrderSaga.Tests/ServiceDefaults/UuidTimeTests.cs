using OrderSaga.Contracts;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class UuidTimeTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public void Of_Version7_IsItsMillisecond() => Assert.Equal(Time, UuidTime.Of(Guid.CreateVersion7(Time)));

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("3d813cbb-47fb-42ba-91df-831e1593ac29")]
    [InlineData("ffffffff-ffff-7fff-bfff-ffffffffffff")]
    public void Of_NoTimeInIt_IsNull(string id) => Assert.Null(UuidTime.Of(Guid.Parse(id)));

    [Fact]
    public void LowestAt_AnyIdOfThatMillisecond_IsNotBelow()
    {
        var bound = UuidTime.LowestAt(Time);

        Assert.True(bound.CompareTo(Guid.CreateVersion7(Time)) < 0);
        Assert.True(bound.CompareTo(Guid.CreateVersion7(Time.AddMilliseconds(-1))) > 0);
    }
}

using System.Diagnostics;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.Tests.ServiceDefaults;

/// <summary>A saga's trace waits in tables and travels in headers, and comes out as it went in.</summary>
public sealed class TraceContextTests
{
    [Theory]
    [InlineData(ActivityTraceFlags.Recorded, "vendor=1")]
    [InlineData(ActivityTraceFlags.None, null)]
    public void AsBytesAndAsText_TheSameContextComesBackAsARemoteOne(ActivityTraceFlags flags, string? state)
    {
        var context = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, state, isRemote: true);

        Assert.Equal(25, TraceContext.ToBytes(context)!.Length);
        Assert.Equal(context, TraceContext.FromBytes(TraceContext.ToBytes(context), state));
        Assert.Equal(context, TraceContext.Parse(TraceContext.Format(context), state));
    }

    [Fact]
    public void WithoutATrace_NothingIsStoredOrSent()
    {
        Assert.Null(TraceContext.ToBytes(default));
        Assert.Null(TraceContext.Format(default));
        Assert.Equal(default, TraceContext.FromBytes(null, null));
        Assert.Equal(default, TraceContext.Parse("garbage", null));
    }
}

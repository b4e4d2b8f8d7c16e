using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Trace;
using OrderSaga.ServiceDefaults.Telemetry;

namespace OrderSaga.Tests.ServiceDefaults;

public sealed class RateLimitedSamplerTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void ShouldSample_ABurst_KeepsItAndThenTheRate()
    {
        var sampler = new RateLimitedSampler(perSecond: 10, burst: 5, clock);

        Assert.Equal(5, Kept(sampler, 20));
        clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal(3, Kept(sampler, 20));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, Kept(sampler, 20));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ShouldSample_ABatch_FollowsWhatItLinksTo(bool anyIsKept)
    {
        var sampler = new RateLimitedSampler(perSecond: 10, burst: 1, clock);
        ActivityLink[] links = [Link(ActivityTraceFlags.None), Link(anyIsKept ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None)];

        Assert.Equal(anyIsKept, IsKept(sampler, links));
        Assert.True(IsKept(sampler, null), "a batch has taken a token");
    }

    private static int Kept(RateLimitedSampler sampler, int of) => Enumerable.Range(0, of).Count(_ => IsKept(sampler, null));

    private static bool IsKept(RateLimitedSampler sampler, IEnumerable<ActivityLink>? links) =>
        sampler.ShouldSample(new SamplingParameters(default, ActivityTraceId.CreateRandom(), "root", ActivityKind.Server, null, links)).Decision
        == SamplingDecision.RecordAndSample;

    private static ActivityLink Link(ActivityTraceFlags flags) =>
        new(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags));
}

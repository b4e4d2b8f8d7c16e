using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Timeouts;

namespace OrderSaga.Tests.Order;

/// <summary>Telling a system that is late from a message that is lost.</summary>
public sealed class AnswerTimesTests
{
    private static readonly IOptions<SagaOptions> Timing = Options.Create(new SagaOptions());

    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    private readonly AnswerTimes answers;

    public AnswerTimesTests() => answers = new AnswerTimes(Timing, clock);

    [Fact]
    public void Slack_NoAnswerYet_IsNone() => Assert.Equal(TimeSpan.Zero, answers.Slack);

    [Theory]
    [InlineData(0.01, 0)]
    [InlineData(2.5, 0)]
    [InlineData(4, 3)]
    [InlineData(20, 35)]
    public void Slack_AnswersTookSoLong_GivesOrdersTwiceAsLong(double seconds, double slack)
    {
        Answer(seconds, times: 3);

        Assert.Equal(TimeSpan.FromSeconds(slack), answers.Slack);
    }

    [Fact]
    public void Slack_NoAnswerForAStepTimeout_IsNone()
    {
        Answer(20);
        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(TimeSpan.FromSeconds(35), answers.Slack);

        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(TimeSpan.Zero, answers.Slack);
    }

    [Fact]
    public void Slack_FirstAnswerAfterAQuietTime_CountsAlone()
    {
        Answer(20);
        clock.Advance(TimeSpan.FromSeconds(5));

        Answer(4);

        Assert.Equal(TimeSpan.FromSeconds(3), answers.Slack);
    }

    [Fact]
    public void Slack_AnswersComeFastAgain_IsGoneAfterSomeOfThem()
    {
        Answer(20, times: 1000);

        Answer(0.01, times: 200);

        Assert.Equal(TimeSpan.Zero, answers.Slack);
    }

    [Fact]
    public void Slack_OneSlowAnswerAmongMany_IsNone()
    {
        Answer(0.01, times: 100);

        Answer(60);

        Assert.Equal(TimeSpan.Zero, answers.Slack);
    }

    [Fact]
    public void Slack_ManySlowAnswersAfterFastOnes_Grows()
    {
        Answer(0.01, times: 100);

        Answer(10, times: 500);

        Assert.InRange(answers.Slack, TimeSpan.FromSeconds(14.9), TimeSpan.FromSeconds(15));
    }

    private void Answer(double seconds, int times = 1)
    {
        var before = PlacedOrder.New(new OrderDetails(Guid.CreateVersion7(), "alice", "laptop", 1, 1m), clock.GetUtcNow(), default, Timing.Value);
        var after = before with { UpdatedAt = before.UpdatedAt.AddSeconds(seconds) };
        answers.Answered([.. Enumerable.Repeat(new OrderChange(before, after), times)]);
    }
}

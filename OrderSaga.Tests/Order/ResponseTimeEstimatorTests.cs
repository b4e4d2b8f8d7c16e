using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Timeouts;

namespace OrderSaga.Tests.Order;

/// <summary>Telling a system that is late from a message that is lost.</summary>
public sealed class ResponseTimeEstimatorTests
{
    private static readonly IOptions<SagaOptions> Timing = Options.Create(new SagaOptions());

    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    private readonly ResponseTimeEstimator answers;

    public ResponseTimeEstimatorTests() => answers = new ResponseTimeEstimator(Timing, clock);

    [Fact]
    public void Slack_NoAnswerYet_IsNone() => Assert.Equal(TimeSpan.Zero, answers.ExtraTimeout);

    [Theory]
    [InlineData(0.01, 0)]
    [InlineData(2.5, 0)]
    [InlineData(4, 3)]
    [InlineData(20, 35)]
    public void Slack_AnswersTookSoLong_GivesOrdersTwiceAsLong(double seconds, double slack)
    {
        Answer(seconds, seconds, seconds);

        Assert.Equal(TimeSpan.FromSeconds(slack), answers.ExtraTimeout);
    }

    [Fact]
    public void Slack_NoAnswerForTwoStepTimeouts_IsNone()
    {
        Answer(20);
        clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(TimeSpan.FromSeconds(35), answers.ExtraTimeout);

        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(TimeSpan.Zero, answers.ExtraTimeout);
    }

    [Fact]
    public void Slack_FirstAnswerAfterAQuietTime_CountsAlone()
    {
        Answer(20);
        clock.Advance(TimeSpan.FromSeconds(10));

        Answer(4);

        Assert.Equal(TimeSpan.FromSeconds(3), answers.ExtraTimeout);
    }

    [Fact]
    public void Slack_BatchWithoutChanges_IsNoAnswer()
    {
        Answer(20);
        clock.Advance(TimeSpan.FromSeconds(9.9));

        answers.Answered([]);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(TimeSpan.Zero, answers.ExtraTimeout);
    }

    [Fact]
    public void Slack_SettledOrderIsToldSomething_IsNoAnswer()
    {
        var late = Took(3600);

        answers.Answered([late with { Before = late.Before with { State = late.Before.State with { Status = OrderStatus.Confirmed } } }]);

        Assert.Equal(TimeSpan.Zero, answers.ExtraTimeout);
    }

    [Fact]
    public void Slack_ManyAnswersComeFastAgain_IsGoneInAMoment()
    {
        Batches(100, 20, 20);

        Batches(25, [.. Enumerable.Repeat(0.01, 100)]);

        Assert.Equal(TimeSpan.Zero, answers.ExtraTimeout);
    }

    [Fact]
    public void Slack_FewAnswersComeFastAgain_IsGoneSoonToo()
    {
        Answer(300);
        for (var i = 0; i < 5; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(4));
            Answer(0.01);
        }

        Assert.Equal(TimeSpan.Zero, answers.ExtraTimeout);
    }

    [Fact]
    public void Slack_OneSlowAnswerAmongManyFastOnes_IsNone()
    {
        Batches(100, 0.01, 0.01);

        Answer(50);

        Assert.Equal(TimeSpan.Zero, answers.ExtraTimeout);
    }

    // Orders that are out of stock have their answer at once; those that the others wait behind are in Payment's queue.
    [Fact]
    public void Slack_MostAnswersAreOfAKindThatIsFast_IsStillEnoughForTheSlowOnes()
    {
        Batches(100, 0.01, 0.01, 0.01, 0.01, 20);

        Assert.True(answers.ExtraTimeout > TimeSpan.FromSeconds(15), $"Slack is {answers.ExtraTimeout}.");
    }

    [Fact]
    public void Slack_LatestBatchIsOfTheFastKind_DoesNotSpeakForAll()
    {
        Batches(100, 20, 20);

        Answer([.. Enumerable.Repeat(0.01, 500)]);

        Assert.True(answers.ExtraTimeout > TimeSpan.FromSeconds(15), $"Slack is {answers.ExtraTimeout}.");
    }

    [Fact]
    public void Slack_OrdersOfBatchInAnyOrder_IsTheSame()
    {
        var other = new ResponseTimeEstimator(Timing, clock);

        answers.Answered([Took(1), Took(20)]);
        other.Answered([Took(20), Took(1)]);

        Assert.Equal(other.ExtraTimeout, answers.ExtraTimeout);
    }

    [Fact]
    public void Slack_AnswerOfAnOrderThatWaitedForAYear_CountsNoMoreThanTheTimeToGiveUp()
    {
        Batches(100, 0.01, 0.01);

        Answer(365 * 86400);

        Assert.True(answers.ExtraTimeout < TimeSpan.FromMinutes(2), $"Slack is {answers.ExtraTimeout}.");
    }

    [Fact]
    public void Slack_ClockOfAnotherInstanceIsAhead_DoesNotHideThatAnswersAreLate()
    {
        Answer(-3600);
        Assert.Equal(TimeSpan.Zero, answers.ExtraTimeout);

        Batches(10, 20, 20);

        Assert.True(answers.ExtraTimeout > TimeSpan.FromSeconds(5), $"Slack is {answers.ExtraTimeout}.");
    }

    private void Batches(int count, params double[] seconds)
    {
        for (var i = 0; i < count; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            Answer(seconds);
        }
    }

    private void Answer(params double[] seconds) => answers.Answered([.. seconds.Select(Took)]);

    private OrderChange Took(double seconds)
    {
        var before = PlacedOrder.New(new OrderDetails(Guid.CreateVersion7(), "alice", "laptop", 1, 1m), clock.GetUtcNow(), default, Timing.Value);
        return new OrderChange(before, before with { UpdatedAt = before.UpdatedAt.AddSeconds(seconds) });
    }
}

using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Story;

namespace OrderSaga.Tests.Web.Story;

public sealed class SagaLayoutTests
{
    [Fact]
    public void Draw_ConfirmedSaga_TimeRunsDown()
    {
        var picture = Draw(Told.Confirmed());

        Assert.Equal(picture.Messages.OrderBy(drawn => drawn.AppendedY), picture.Messages);
        Assert.All(picture.Messages, drawn =>
        {
            Assert.InRange(drawn.PublishedY, drawn.AppendedY + 1, picture.Height);
            Assert.All(drawn.Arrows, arrow => Assert.InRange(arrow.Y, drawn.PublishedY, picture.Height));
        });
    }

    [Fact]
    public void Draw_EveryMessage_HasRoomForItsLabel()
    {
        var told = new Told();
        for (var i = 0; i < 5; i++)
        {
            told.Add(Messages.Created(told.Order), 0);
            told.Add(Messages.Created(told.Order), i, recorded: i);
        }

        var starts = Draw(told).Messages.Select(drawn => drawn.AppendedY).ToList();

        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 20));
    }

    [Fact]
    public void Draw_NothingHappensForLong_IsCutOutAndSaid()
    {
        var told = new Told();
        told.Add(Messages.Created(told.Order), 0, seen: 1);
        told.Add(Messages.Created(told.Order), 3_600_000, seen: 3_600_001);

        var picture = Draw(told);

        Assert.Equal(TimeSpan.FromMilliseconds(3_599_999), Assert.Single(picture.Gaps).Duration);
        Assert.InRange(picture.Height, 0, 300);
    }

    [Fact]
    public void Draw_NotHandledYet_WaitsBelowAllElse()
    {
        var told = new Told();
        told.Add(Messages.Created(told.Order), 0, seen: 2);

        var arrow = Assert.Single(Assert.Single(Draw(told).Messages).Arrows);

        Assert.Equal(Fate.Waiting, arrow.Fate);
    }

    [Fact]
    public void Draw_SagaWentOnWithoutIt_LeavesNoSign()
    {
        var told = new Told();
        told.Add(Messages.Created(told.Order), 0, seen: 1);
        told.Add(Messages.Created(told.Order), 500, seen: 501);
        told.Add(Messages.Reserved(told.Order), 510, seen: 511);

        Assert.Equal([Fate.NoSign, Fate.Handled], Draw(told).Messages.Take(2).Select(drawn => drawn.Arrows[0].Fate));
    }

    [Fact]
    public void Draw_StepsStillToCome_AreBelowWhatHappened()
    {
        var told = new Told();
        told.Add(Messages.Created(told.Order), 0, seen: 2);
        var messages = told.Tell();

        var picture = SagaLayout.Draw(messages, NextSteps.Of("PENDING", false, messages), settled: false);

        Assert.Equal(["INVENTORY_RESERVED", "PAYMENT_SUCCESS"], picture.Awaited.Select(step => step.Step.Type));
        Assert.All(picture.Awaited, step => Assert.True(step.Y > picture.Messages[0].Arrows[0].Y));
    }

    [Fact]
    public void Draw_NoMessages_IsAnEmptyPicture() => Assert.Empty(SagaLayout.Draw([], [], settled: false).Messages);

    private static SagaPicture Draw(Told told) => SagaLayout.Draw(told.Tell(), [], settled: false);
}

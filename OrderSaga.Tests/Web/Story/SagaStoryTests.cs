using OrderSaga.Contracts.Events;
using OrderSaga.Tests.Web.Feed;
using OrderSaga.Web.Story;

namespace OrderSaga.Tests.Web.Story;

public sealed class SagaStoryTests
{
    [Fact]
    public void Tell_RecordedAndSeen_IsOneMessageWithAllItsTimes()
    {
        var reserved = Told.Confirmed().Tell()[1];

        Assert.Equal((At(10), At(12)), (reserved.AppendedAt, reserved.PublishedAt));
        Assert.Equal((At(15), At(20)), (reserved.HandledAt[Lane.Order], reserved.HandledAt[Lane.Payment]));
        Assert.Equal(TimeSpan.FromMilliseconds(2), reserved.OutboxLag);
        Assert.Equal(TimeSpan.FromMilliseconds(8), reserved.HandlingLag(Lane.Payment));
    }

    [Fact]
    public void Tell_OnlySeen_OrderIsDown_KnowsWhatTheExchangeShowed()
    {
        var told = new Told();
        told.Add(Messages.Created(told.Order), 0, seen: 2);
        told.Add(Messages.Reserved(told.Order), 10, seen: 12);

        var messages = told.Tell();

        Assert.Equal(At(10), messages[0].HandledAt[Lane.Inventory]);
        Assert.Empty(messages[1].HandledAt);
    }

    [Fact]
    public void Tell_OnlyRecorded_PageWasNotListening_HasNoPublishedTime()
    {
        var told = new Told();
        told.Add(Messages.Created(told.Order), 0, recorded: 0);

        Assert.Null(Assert.Single(told.Tell()).PublishedAt);
    }

    [Fact]
    public void Tell_SecondOfTwoIsAnswered_TheFirstLeftNoSign()
    {
        var told = new Told();
        told.Add(Messages.Created(told.Order), 0, seen: 1);
        told.Add(Messages.Created(told.Order), 5_000, seen: 5_001);
        told.Add(Messages.Reserved(told.Order), 5_010, seen: 5_011);

        var messages = told.Tell();

        Assert.Empty(messages[0].HandledAt);
        Assert.Equal(At(5_010), messages[1].HandledAt[Lane.Inventory]);
        Assert.Equal([1, 2], messages.Take(2).Select(message => message.Emission));
    }

    [Fact]
    public void Tell_BothAreAnswered_EachHasItsOwnAnswer()
    {
        var told = new Told();
        told.Add(Messages.Created(told.Order), 0, seen: 1);
        told.Add(Messages.Created(told.Order), 5_000, seen: 5_001);
        told.Add(Messages.Reserved(told.Order), 5_010, seen: 5_011);
        told.Add(Messages.Reserved(told.Order), 5_020, seen: 5_021);

        Assert.Equal([At(5_010), At(5_020)], told.Tell().Take(2).Select(message => message.HandledAt[Lane.Inventory]));
    }

    [Fact]
    public void Tell_SeenTwice_IsOneMessageWithACopy()
    {
        var told = new Told();
        told.AddCopy(told.Add(Messages.Created(told.Order), 0, seen: 1), seen: 30);

        Assert.Equal([At(30)], Assert.Single(told.Tell()).CopiesSeenAt);
    }

    [Fact]
    public void Tell_HandledBeforeThePageSawIt_WasOutByThen()
    {
        var told = new Told();
        told.Add(Messages.Created(told.Order), 0, seen: 50);
        told.Add(Messages.Reserved(told.Order), 10, seen: 51);

        Assert.Equal(At(10), told.Tell()[0].PublishedAt);
    }

    private static DateTimeOffset At(int milliseconds) => Messages.Start.AddMilliseconds(milliseconds);
}

using Microsoft.Extensions.Time.Testing;
using OrderSaga.Web.Feed;

namespace OrderSaga.Tests.Web.Feed;

public sealed class MessageRatesTests
{
    private readonly FakeTimeProvider clock = new(Messages.Start);
    private readonly MessageRates rates;

    public MessageRatesTests()
    {
        rates = new(clock) { IsListening = true };
        clock.Advance(TimeSpan.FromSeconds(MessageRates.Seconds + 1));
    }

    [Fact]
    public void PerSecond_TenInOneSecond_IsTheirAverageOverTheWholeSeconds()
    {
        Count("A", 8);
        Count("B", 2);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, rates.PerSecond(seconds: 5));
        Assert.Equal(8, rates.PerSecond("A", seconds: 1));
    }

    [Fact]
    public void PerSecond_TheSecondThatIsNotOver_DoesNotCountYet()
    {
        Count("A", 8);

        Assert.Equal(0, rates.PerSecond());
    }

    [Fact]
    public void History_AfterALongSilence_IsZero()
    {
        Count("A", 8);
        clock.Advance(TimeSpan.FromSeconds(MessageRates.Seconds + 1));

        Assert.All(rates.History(), count => Assert.Equal(0, count));
    }

    [Fact]
    public void History_BeforeItListened_IsUnknown()
    {
        var late = new MessageRates(clock);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(late.PerSecond());
        Assert.All(late.History(), Assert.Null);

        late.IsListening = true;
        clock.Advance(TimeSpan.FromSeconds(2));

        // Of the second in which it began, a part was missed.
        Assert.Equal([null, null, null, 0], late.History(seconds: 4));
        Assert.Equal(0, late.PerSecond());
    }

    [Fact]
    public void History_NotListeningForTwoSeconds_IsUnknownForThese()
    {
        Count("A", 8);
        clock.Advance(TimeSpan.FromSeconds(1));
        rates.IsListening = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        rates.IsListening = false;
        Assert.Equal([8, null], rates.History("A", 2));

        rates.IsListening = true;
        rates.IsListening = true;
        clock.Advance(TimeSpan.FromSeconds(1));
        Count("A", 2);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([8, null, null, 2], rates.History("A", 4));
        Assert.Equal(5, rates.PerSecond("A", 4));
    }

    [Fact]
    public void History_ListeningAgainForLong_HasForgottenThatItDidNot()
    {
        rates.IsListening = false;
        rates.IsListening = true;
        clock.Advance(TimeSpan.FromSeconds(MessageRates.Seconds + 1));

        Assert.All(rates.History(), count => Assert.Equal(0, count));
    }

    private void Count(string type, int times)
    {
        for (var i = 0; i < times; i++)
        {
            rates.Count(type);
        }
    }
}

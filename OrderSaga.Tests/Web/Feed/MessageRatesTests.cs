using Microsoft.Extensions.Time.Testing;
using OrderSaga.Web.Feed;

namespace OrderSaga.Tests.Web.Feed;

public sealed class MessageRatesTests
{
    private readonly FakeTimeProvider clock = new(Messages.Start);
    private readonly MessageRates rates;

    public MessageRatesTests() => rates = new(clock);

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

    private void Count(string type, int times)
    {
        for (var i = 0; i < times; i++)
        {
            rates.Count(type);
        }
    }
}

using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

/// <summary>Messages whose readers have gone without a word, again and again: one of them may be why.</summary>
public sealed class SuspectTests(SagaApplication application)
{
    [Fact]
    public async Task Consumer_HandedOutAgainAndAgain_EachIsHandledAlone()
    {
        await using var first = await PlumbingHost.StartAsync(application);
        await first.StopAsync();
        for (var i = 0; i < 20; i++)
        {
            await first.PublishAsync(Publishing.NewOrder());
        }

        for (var time = 0; time < 2; time++)
        {
            // Not by a nack, which the broker counts before version 4.3 only.
            await using (var reader = await first.Broker.CreateChannelAsync())
            {
                while (await reader.BasicGetAsync(first.Names.Service, autoAck: false) is not null)
                {
                }
            }

            await Until.EqualAsync(20u, () => first.Channel.MessageCountAsync(first.Names.Service), "messages back in the queue");
        }

        await using var second = await PlumbingHost.StartAsync(application, names: first.Names);

        await Until.EqualAsync(20, () => first.CountAsync("handled"), "messages handled");
        Assert.All(second.Handler.Attempts, attempt => Assert.Single(attempt));
    }
}

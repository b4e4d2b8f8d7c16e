using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrderSaga.Contracts.Events;
using OrderSaga.ServiceDefaults.Messaging.DeadLetters;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

public sealed class DeadLetterTests(SagaApplication application)
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task List_ParkedMessages_TellsWhyAndLeavesThem()
    {
        await using var plumbing = await StartPoisonedAsync();
        await plumbing.PublishAsync(Publishing.NewOrder() with { Item = "poison" });
        await plumbing.PublishRawAsync(messageId: null, EventTypes.OrderCreated, "garbage");
        await Until.EqualAsync(2u, plumbing.ParkedAsync, "messages parked");
        var deadLetters = plumbing.Services.GetRequiredService<DeadLetterQueue>();

        // More looks than the delivery limit which RabbitMQ 4 puts on a queue that names none.
        for (var look = 0; look < 25; look++)
        {
            Assert.Equal(2, (await deadLetters.ListAsync(100, TestContext.Current.CancellationToken)).Items.Count);
        }

        var page = await deadLetters.ListAsync(100, TestContext.Current.CancellationToken);
        Assert.Equal(2, page.Total);
        Assert.Contains(page.Items, item => item is { Reason: "It is poison.", Attempts: 5, BodyIsBase64: false });
        Assert.Contains(page.Items, item => item.MessageId.StartsWith("sha256-", StringComparison.Ordinal) && item.Body == "garbage");
    }

    [Fact]
    public async Task Replay_OneOfTwo_IsHandledOnceInItsOwnTrace()
    {
        await using var plumbing = await StartPoisonedAsync();
        var chosen = await plumbing.PublishAsync(Publishing.NewOrder() with { Item = "poison" }, traceParent: TraceParent);
        await plumbing.PublishAsync(Publishing.NewOrder() with { Item = "poison" });
        await Until.EqualAsync(2u, plumbing.ParkedAsync, "messages parked");
        plumbing.Handler.FailOn = _ => null;
        plumbing.Handler.Attempts.Clear();

        var replayed = await plumbing.Services.GetRequiredService<DeadLetterQueue>()
            .ReplayAsync([chosen.ToString()], TestContext.Current.CancellationToken);

        Assert.Equal(1, replayed);
        await Until.EqualAsync(1, () => plumbing.CountAsync("handled"), "messages handled");
        await Until.EqualAsync(1u, plumbing.ParkedAsync, "messages still parked");
        var handled = Assert.Single(Assert.Single(plumbing.Handler.Attempts));
        Assert.Equal(chosen, handled.MessageId);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", handled.Trace.TraceId.ToString());
    }

    [Fact]
    public async Task Replay_StillPoison_IsParkedAgainAndTheReplayEnds()
    {
        await using var plumbing = await StartPoisonedAsync();
        await plumbing.PublishAsync(Publishing.NewOrder() with { Item = "poison" });
        await Until.EqualAsync(1u, plumbing.ParkedAsync, "messages parked");

        var replayed = await plumbing.Services.GetRequiredService<DeadLetterQueue>().ReplayAsync(null, TestContext.Current.CancellationToken);

        Assert.Equal(1, replayed);
        await Until.TrueAsync(() => Task.FromResult(plumbing.Handler.Attempts.Count == 10), "it was tried five times more");
        await Until.EqualAsync(1u, plumbing.ParkedAsync, "messages parked");
        Assert.Equal(0, await plumbing.CountAsync("handled"));
    }

    [Fact]
    public async Task Purge_ParkedMessages_AreGone()
    {
        await using var plumbing = await StartPoisonedAsync();
        await plumbing.PublishRawAsync(messageId: null, EventTypes.OrderCreated, "garbage");
        await Until.EqualAsync(1u, plumbing.ParkedAsync, "messages parked");

        Assert.Equal(1, await plumbing.Services.GetRequiredService<DeadLetterQueue>().PurgeAsync(TestContext.Current.CancellationToken));

        Assert.Null(await plumbing.Channel.BasicGetAsync(plumbing.Names.Service + ".dead-letter", autoAck: true));
    }

    [Fact]
    public async Task List_StrangersBytes_AreShownAsBase64()
    {
        await using var plumbing = await StartPoisonedAsync();
        var queue = plumbing.Names.Service + ".dead-letter";
        byte[] bytes = [0xFF, 0xFE, 0x00];
        await plumbing.Channel.BasicPublishAsync("", queue, mandatory: true, new RabbitMQ.Client.BasicProperties(), bytes);

        var page = await plumbing.Services.GetRequiredService<DeadLetterQueue>().ListAsync(100, TestContext.Current.CancellationToken);

        var item = Assert.Single(page.Items);
        Assert.True(item.BodyIsBase64);
        Assert.Equal(Convert.ToBase64String(bytes), item.Body);
        Assert.Contains("published to this queue", item.Reason, StringComparison.Ordinal);
    }

    private async Task<PlumbingHost> StartPoisonedAsync()
    {
        var plumbing = await PlumbingHost.StartAsync(application, start: false);
        plumbing.Handler.FailOn = message => message.Event is OrderCreated { Item: "poison" } ? new InvalidOperationException("It is poison.") : null;
        await plumbing.RunAsync();
        return plumbing;
    }
}

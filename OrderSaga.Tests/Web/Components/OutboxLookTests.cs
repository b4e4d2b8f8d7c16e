using Bunit;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Components.Watch;
using OrderSaga.Web.Story;
using OrderSaga.Web.Watch;

namespace OrderSaga.Tests.Web.Components;

/// <summary>What each service owes to the broker, in the picture of the system and in its table.</summary>
public sealed class OutboxLookTests : BunitContext
{
    [Theory]
    [InlineData(0, 0, null, "0")]
    [InlineData(1_234, 0.8, null, "1,234")]
    [InlineData(3, 12.4, "wait", "3 oldest 12.4 s")]
    [InlineData(3, 75, "bad", "3 oldest 1 min 15 s")]
    [InlineData(OutboxView.MaxCounted, 31, "bad", "100,000+ oldest 31.0 s")]
    public void Table_Outbox_TellsHowManyAndSinceWhenOnceTheyAreLate(long pending, double age, string? tone, string text)
    {
        var table = Render<ServiceTable>(parameters => parameters.Add(it => it.Queues, null).Add(it => it.Health, null).Add(it => it.Outboxes, Owed(pending, age)));

        var cell = table.FindAll("[data-label=Outbox]")[(int)Lane.Inventory];
        Assert.Equal(text, string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(tone, cell.QuerySelector(".badge")?.ClassList.Single(name => name != "badge"));
        Assert.Equal(tone is not null, table.Markup.Contains("kept in the outbox", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, 0.1, null, "its outbox 2.")]
    [InlineData(2, 12, "wait", "its outbox 2 for 12.0 s")]
    public void Picture_Outbox_StandsAtItsService(long pending, double age, string? tone, string label)
    {
        var picture = RenderPicture(Owed(pending, age));

        Assert.Contains(label, picture.Find("svg").GetAttribute("aria-label") + ".", StringComparison.Ordinal);
        Assert.Equal(tone is null ? 0 : 2, picture.FindAll("text.outbox.wait").Count);
        Assert.Equal(tone is not null, picture.Markup.Contains("waits 12.0 s", StringComparison.Ordinal));
    }

    [Fact]
    public void Both_ServiceDoesNotAnswer_ShowNoNumber()
    {
        Dictionary<string, Answer<OutboxView>> down = new() { [Routes.InventoryService] = new(AnswerKind.Down, null, "It is down.") };

        Assert.Empty(RenderPicture(down).FindAll("text.outbox"));
        var table = Render<ServiceTable>(parameters => parameters.Add(it => it.Queues, null).Add(it => it.Health, null).Add(it => it.Outboxes, down));
        Assert.All(table.FindAll("[data-label=Outbox]"), cell => Assert.Equal("–", cell.TextContent.Trim()));
    }

    private static Dictionary<string, Answer<OutboxView>> Owed(long pending, double age) =>
        new() { [Routes.InventoryService] = new(AnswerKind.Ok, new(pending, age), null) };

    private IRenderedComponent<ChoreographyPicture> RenderPicture(IReadOnlyDictionary<string, Answer<OutboxView>> outboxes)
    {
        var still = Lanes.All.ToDictionary(lane => lane, _ => (double?)0);
        return Render<ChoreographyPicture>(parameters => parameters
            .Add(it => it.Rates, new EdgeRates(still, still)).Add(it => it.Queues, null).Add(it => it.Health, null).Add(it => it.Outboxes, outboxes));
    }
}

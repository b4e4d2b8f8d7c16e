using Bunit;
using OrderSaga.Contracts.Http;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Components.Story;
using OrderSaga.Web.Story;

namespace OrderSaga.Tests.Web.Components;

public sealed class SagaSummaryTests : BunitContext
{
    private const string Redrive = "Re-drive now";

    [Theory]
    [InlineData("PENDING")]
    [InlineData("CANCELLED")]
    public void Redrive_NotSettled_IsOfferedAndAsksForIt(string status)
    {
        var asked = 0;
        var summary = RenderSummary(status, settled: false, () => asked++);

        summary.FindAll("button").Single(button => button.TextContent == Redrive).Click();

        Assert.Equal(1, asked);
    }

    [Fact]
    public void Redrive_Settled_IsNotOffered() =>
        Assert.DoesNotContain(RenderSummary("CONFIRMED", settled: true).FindAll("button"), button => button.TextContent == Redrive);

    private IRenderedComponent<SagaSummary> RenderSummary(string status, bool settled, Action? redrive = null)
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var order = new OrderView(
            Guid.CreateVersion7(now), "alice", "laptop", 1, 1m, status, null, settled, "NONE", "NONE", 0, settled ? null : now, null, now, now);
        var view = new SagaView(
            new(AnswerKind.Ok, order, null), new(AnswerKind.NotFound, null, null), new(AnswerKind.NotFound, null, null), Live: null, []);
        return Render<SagaSummary>(parameters => parameters
            .Add(summary => summary.View, view)
            .Add(summary => summary.Now, now)
            .Add(summary => summary.Redrive, () => redrive?.Invoke()));
    }
}

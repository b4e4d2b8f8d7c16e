using System.Net;
using Bunit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrderSaga.Contracts;
using OrderSaga.Tests.Web.Clients;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Components.Chaos;
using OrderSaga.Web.Story;
using OrderSaga.Web.Traces;

namespace OrderSaga.Tests.Web.Components;

public sealed class ChaosCardTests : BunitContext
{
    private readonly StubHttp stub = new();

    public ChaosCardTests()
    {
        Services.AddSingleton(new ChaosClient(new ServiceHttp(stub, NullLogger<ServiceHttp>.Instance), NullLogger<ChaosClient>.Instance));
        Services.AddSingleton(new DashboardLink(new ConfigurationBuilder().Build()));
    }

    [Fact]
    public void Pause_Running_PausesTheConsumer()
    {
        string? sent = null;
        stub.On(Routes.PaymentService, "/chaos/consumer", async request =>
        {
            sent = await request.Content!.ReadAsStringAsync();
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        });
        var changed = 0;
        var card = RenderCard(new(AnswerKind.Ok, new(false, 0, 0, 0, 0), null), () => changed++);

        card.Find("button").Click();

        card.WaitForAssertion(() => Assert.Equal(1, changed));
        Assert.Equal("""{"paused":true}""", sent);
    }

    [Fact]
    public void Render_ServiceIsDown_OffersNothingToBreak()
    {
        var card = RenderCard(new(AnswerKind.Down, null, "away"));

        Assert.Empty(card.FindAll("button"));
        Assert.Contains("is down", card.Find(".notice").TextContent, StringComparison.Ordinal);
        Assert.Contains("./run start payment-service", card.Find(".ways").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Kill_ProcessEndsBeforeItAnswers_IsTheSuccess()
    {
        stub.On(Routes.PaymentService, "/chaos/crash", _ => throw new HttpRequestException("reset"));
        var card = RenderCard(new(AnswerKind.Ok, new(false, 0, 0, 0, 0), null));

        card.Find("button.danger").Click();

        card.WaitForAssertion(() => Assert.Contains("was killed", card.Find(".notice").TextContent, StringComparison.Ordinal));
    }

    private IRenderedComponent<ChaosCard> RenderCard(Answer<ChaosView> state, Action? changed = null) => Render<ChaosCard>(parameters => parameters
        .Add(card => card.Lane, Lane.Payment)
        .Add(card => card.State, state)
        .Add(card => card.Changed, () => changed?.Invoke()));
}

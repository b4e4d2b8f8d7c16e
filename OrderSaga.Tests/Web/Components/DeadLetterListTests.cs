using System.Net;
using System.Text.Json;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Web.Clients;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Components.DeadLetters;

namespace OrderSaga.Tests.Web.Components;

public sealed class DeadLetterListTests : BunitContext
{
    private readonly StubHttp stub = new();

    public DeadLetterListTests()
    {
        Services.AddSingleton(new DeadLetterClient(new ServiceHttp(stub, NullLogger<ServiceHttp>.Instance), NullLogger<DeadLetterClient>.Instance));
        SetRendererInfo(new("Server", isInteractive: true));
    }

    [Fact]
    public void Render_TwoLetters_ShowsWhyTheyAreThere()
    {
        var list = RenderList("a", "b");

        list.WaitForAssertion(() => Assert.Equal(2, list.FindAll(".letter").Count));
        Assert.Contains("does not parse", list.Find(".reason").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ReplayChosen_OneChosen_NamesThatOne()
    {
        string? sent = null;
        stub.On(Routes.PaymentService, "/dead-letters/replay", async request =>
        {
            sent = await request.Content!.ReadAsStringAsync();
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"count":1}""") { Headers = { ContentType = new("application/json") } } };
        });
        var list = RenderList("a", "b");
        list.WaitForElements(".letter");

        list.FindAll(".letter input[type=checkbox]")[1].Change(true);
        list.Find(".head button").Click();

        list.WaitForAssertion(() => Assert.Contains("1 sent", list.Find(".notice.ok").TextContent, StringComparison.Ordinal));
        Assert.Equal("""{"messageIds":["b"]}""", sent);
    }

    [Fact]
    public void Choose_TwoLettersOfOneMessage_ChoosesBoth()
    {
        var list = RenderList("a", "a", "b");
        list.WaitForElements(".letter");

        list.FindAll(".letter input[type=checkbox]")[0].Change(true);

        Assert.Equal([true, true, false], list.FindAll(".letter input[type=checkbox]").Select(box => box.HasAttribute("checked")));
    }

    [Fact]
    public async Task Replay_EndsAfterThePageWasLeft_HarmsNothing()
    {
        var answered = new TaskCompletionSource<HttpResponseMessage>();
        stub.On(Routes.PaymentService, "/dead-letters/replay", _ => answered.Task);
        var list = RenderList("a");
        list.WaitForElements(".letter");
        var replaying = list.FindAll(".head button")[1].ClickAsync();

        await DisposeComponentsAsync();
        answered.SetResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"count":1}""", System.Text.Encoding.UTF8, "application/json") });

        await replaying;
        Assert.False(Renderer.UnhandledException.IsCompleted);
        Assert.False(Renderer.UnhandledException.IsCompleted);
    }

    [Fact]
    public void DeleteAll_NotConfirmed_DeletesNothing()
    {
        var list = RenderList("a");
        list.WaitForElements(".letter");

        list.Find(".head button.danger").Click();
        Assert.NotNull(list.Find("[role=alertdialog]"));
        list.FindAll("[role=alertdialog] button")[1].Click();

        Assert.Empty(list.FindAll("[role=alertdialog]"));
        Assert.DoesNotContain(stub.Asked, asked => asked.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public void Render_ServiceIsDown_SaysSo()
    {
        stub.On(Routes.PaymentService, "/dead-letters", _ => throw new HttpRequestException("refused"));

        var list = Render<DeadLetterList>(parameters => parameters.Add(component => component.Service, Routes.PaymentService).Add(component => component.Waiting, 1));

        list.WaitForAssertion(() => Assert.Contains("does not answer", list.Find(".notice.warn").TextContent, StringComparison.Ordinal));
    }

    private IRenderedComponent<DeadLetterList> RenderList(params string[] messageIds)
    {
        var letters = messageIds.Select(id => new DeadLetter(
            id, "INVENTORY_RESERVED", null, "The body does not parse", "InvalidEventException", null, 1, null, null, "{", false, new Dictionary<string, string>()));
        var page = new DeadLetterPage("payment-service.dead-letter", messageIds.Length, [.. letters]);
        stub.On(Routes.PaymentService, "/dead-letters", HttpStatusCode.OK, JsonSerializer.Serialize(page, JsonSerializerOptions.Web));
        return Render<DeadLetterList>(parameters => parameters
            .Add(list => list.Service, Routes.PaymentService)
            .Add(list => list.Waiting, messageIds.Length));
    }
}

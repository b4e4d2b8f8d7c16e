using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using OrderSaga.Web.Clients;
using Polly.Timeout;

namespace OrderSaga.Tests.Web.Clients;

public sealed class ServiceHttpTests
{
    private const string Service = "inventory-service";

    private readonly StubHttp stub = new();

    [Fact]
    public async Task GetAsync_Ok_IsTheValue()
    {
        stub.On(Service, "/x", HttpStatusCode.OK, """{"name":"laptop"}""");

        Assert.Equal("laptop", (await AskAsync()).Value?.Name);
    }

    [Fact]
    public async Task GetAsync_NotFound_IsNoOutage() => Assert.Equal(AnswerKind.NotFound, (await AskAsync()).Kind);

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task GetAsync_ServerError_IsDown(HttpStatusCode status)
    {
        stub.On(Service, "/x", status, "oops");

        Assert.True((await AskAsync()).IsDown);
    }

    [Fact]
    public async Task GetAsync_NotJson_IsDown()
    {
        stub.On(Service, "/x", HttpStatusCode.OK, "<html>");

        Assert.True((await AskAsync()).IsDown);
    }

    [Fact]
    public async Task GetAsync_NobodyListens_IsDown()
    {
        stub.On(Service, "/x", _ => throw new HttpRequestException("refused"));

        Assert.True((await AskAsync()).IsDown);
    }

    [Fact]
    public async Task GetAsync_TooSlow_IsDown()
    {
        stub.On(Service, "/x", _ => throw new TaskCanceledException());
        Assert.True((await AskAsync()).IsDown);

        stub.On(Service, "/x", _ => throw new TimeoutRejectedException());
        Assert.True((await AskAsync()).IsDown);
    }

    [Fact]
    public async Task GetAsync_PageWasLeft_Throws()
    {
        stub.On(Service, "/x", _ => throw new TaskCanceledException());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Http().GetAsync<Thing>(Service, "x", new(canceled: true)));
    }

    [Fact]
    public async Task GetAsync_ValidationProblem_NamesTheFields()
    {
        stub.On(Service, "/x", HttpStatusCode.BadRequest, """{"title":"Bad","errors":{"item":["too long."]}}""", "application/problem+json");

        var answer = await AskAsync();

        Assert.Equal((AnswerKind.Refused, "item: too long."), (answer.Kind, answer.Explanation));
    }

    [Fact]
    public async Task GetAsync_Conflict_TellsTheDetail()
    {
        stub.On(Service, "/x", HttpStatusCode.Conflict, """{"title":"No","detail":"It is CONFIRMED."}""", "application/problem+json");

        Assert.Equal("It is CONFIRMED.", (await AskAsync()).Explanation);
    }

    [Fact]
    public async Task GetAsync_AskedAgainAndAgain_IsInNobodysTrace()
    {
        Activity? asking = null;
        stub.On(Service, "/x", _ =>
        {
            asking = Activity.Current;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        });
        using var page = new Activity("page").SetIdFormat(ActivityIdFormat.W3C).Start();
        page.ActivityTraceFlags = ActivityTraceFlags.Recorded;

        await AskAsync();

        Assert.NotNull(asking);
        Assert.NotEqual(page.TraceId, asking.TraceId);
        Assert.Equal(ActivityTraceFlags.None, asking.ActivityTraceFlags);
    }

    [Fact]
    public async Task SendAsync_AskedByAClickThatIsASpan_BeginsATraceOfItsOwn()
    {
        var asked = 0;
        stub.On(Service, "/x", _ =>
        {
            asked++;
            Assert.Null(Activity.Current);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));
        });
        using var click = new Activity("Event onclick").SetIdFormat(ActivityIdFormat.W3C).Start();

        await Http().SendAsync<Thing>(Service, HttpMethod.Post, "x", null, TestContext.Current.CancellationToken);

        Assert.Equal(1, asked);
        Assert.Same(click, Activity.Current);
    }

    private ServiceHttp Http() => new(stub, NullLogger<ServiceHttp>.Instance);

    private Task<Answer<Thing>> AskAsync() => Http().GetAsync<Thing>(Service, "x", TestContext.Current.CancellationToken);

    private sealed record Thing(string Name);
}

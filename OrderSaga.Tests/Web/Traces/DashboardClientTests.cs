using System.Diagnostics;
using System.Net;
using OrderSaga.Tests.Web.Clients;
using OrderSaga.Web.Traces;
using Polly.Timeout;
using static OrderSaga.Tests.Web.Traces.DashboardAnswers;

namespace OrderSaga.Tests.Web.Traces;

public sealed class DashboardClientTests
{
    private readonly StubHttp stub = new();

    [Fact]
    public async Task GetAsync_TraceIsThere_HasItsSpans()
    {
        stub.OnTrace(TraceId, Saga);

        var (state, spans) = await Client(stub).GetAsync(TraceId, CancellationToken.None);

        Assert.Equal((TraceState.Found, 2), (state, spans.Count));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, TraceState.NotFound)]
    [InlineData(HttpStatusCode.Unauthorized, TraceState.KeyRefused)]
    [InlineData(HttpStatusCode.Forbidden, TraceState.KeyRefused)]
    [InlineData(HttpStatusCode.InternalServerError, TraceState.NoAnswer)]
    public async Task GetAsync_Status_IsTold(HttpStatusCode status, TraceState state)
    {
        stub.OnTrace(TraceId, "{}", status);

        Assert.Equal(state, await AskAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"data":7}""")]
    [InlineData("""{"data":{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"two"}]}]}]}}""")]
    public async Task GetAsync_NoTrace_IsUnreadable(string body)
    {
        stub.OnTrace(TraceId, body);

        Assert.Equal(TraceState.Unreadable, await AskAsync());
    }

    [Fact]
    public async Task GetAsync_AnswerWithoutSpans_IsNotFound()
    {
        stub.OnTrace(TraceId, "{}");

        Assert.Equal(TraceState.NotFound, await AskAsync());
    }

    [Fact]
    public async Task GetAsync_CutAnywhere_IsUnreadable()
    {
        for (var length = 0; length < Batch.TrimEnd().Length; length += 7)
        {
            stub.OnTrace(TraceId, Batch[..length]);
            Assert.Equal(TraceState.Unreadable, await AskAsync());
        }
    }

    [Fact]
    public async Task GetAsync_NobodyListensOrTooSlow_HasNoAnswer()
    {
        foreach (var failure in new Exception[] { new HttpRequestException("refused"), new TaskCanceledException(), new TimeoutRejectedException() })
        {
            stub.On(DashboardClient.Name, PathOf(TraceId), _ => throw failure);
            Assert.Equal(TraceState.NoAnswer, await AskAsync());
        }
    }

    [Fact]
    public async Task GetAsync_LargerThanThePageReads_IsUnreadable()
    {
        stub.On(DashboardClient.Name, PathOf(TraceId), _ => throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded));

        Assert.Equal(TraceState.Unreadable, await AskAsync());
    }

    [Fact]
    public async Task GetAsync_PageWasLeft_Throws()
    {
        stub.On(DashboardClient.Name, PathOf(TraceId), _ => throw new TaskCanceledException());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client(stub).GetAsync(TraceId, new(canceled: true)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("localhost:15100")]
    [InlineData("somewhere")]
    public async Task GetAsync_NoAddress_AsksNobody(string? address)
    {
        var (state, _) = await Client(stub, address).GetAsync(TraceId, CancellationToken.None);

        Assert.Equal(TraceState.NotConfigured, state);
        Assert.Empty(stub.Asked);
    }

    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public async Task GetAsync_Key_IsSentIfThereIsOne(string? key, string? sent)
    {
        HttpRequestMessage? asked = null;
        stub.On(DashboardClient.Name, PathOf(TraceId), request =>
        {
            asked = request;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        });

        await Client(stub, "http://localhost:15100/", key).GetAsync(TraceId, CancellationToken.None);

        Assert.Equal("http://localhost:15100" + PathOf(TraceId), asked!.RequestUri!.AbsoluteUri);
        Assert.Equal(sent, asked.Headers.TryGetValues("x-api-key", out var keys) ? Assert.Single(keys) : null);
    }

    [Fact]
    public async Task GetAsync_AskedWithinATrace_IsNotPartOfIt()
    {
        Activity? asking = null;
        stub.On(DashboardClient.Name, PathOf(TraceId), _ =>
        {
            asking = Activity.Current;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        });
        using var page = new Activity("page").SetIdFormat(ActivityIdFormat.W3C).Start();
        page.ActivityTraceFlags = ActivityTraceFlags.Recorded;

        await AskAsync();

        Assert.NotEqual(page.TraceId, asking!.TraceId);
        Assert.False(asking.Recorded);
    }

    private async Task<TraceState> AskAsync() => (await Client(stub).GetAsync(TraceId, CancellationToken.None)).State;
}

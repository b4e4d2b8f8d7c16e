using System.Net;
using Microsoft.Extensions.Time.Testing;
using OrderSaga.Tests.Web.Clients;
using OrderSaga.Web.Traces;
using static OrderSaga.Tests.Web.Traces.DashboardAnswers;

namespace OrderSaga.Tests.Web.Traces;

public sealed class TraceReaderTests
{
    private readonly StubHttp stub = new();
    private readonly FakeTimeProvider clock = new();
    private readonly TraceReader reader;

    public TraceReaderTests() => reader = new(TraceId, Client(stub), clock);

    [Fact]
    public async Task ReadAsync_SpanLinkedToABatch_HasTheBatchWithWhatIsBelowIt()
    {
        stub.OnTrace(TraceId, Saga).OnTrace(BatchTraceId, Batch);

        var answer = await ReadAsync();

        Assert.Equal(2, answer.Spans.Count);
        var work = Assert.Single(answer.Shared);
        Assert.Equal("00f067aa0ba902b7", work.MemberId);
        Assert.Equal(["53995c3f42cd8ad8", "eee19b7ec3c1b174"], work.Spans.Select(span => span.SpanId));
    }

    [Fact]
    public async Task ReadAsync_BatchComesLater_IsShownThenAndReadOnce()
    {
        stub.OnTrace(TraceId, Saga);
        Assert.Empty((await ReadAsync()).Shared);

        stub.OnTrace(BatchTraceId, Batch);
        Assert.Single((await ReadAsync()).Shared);
        Assert.Single((await ReadAsync()).Shared);

        Assert.Equal(2, stub.Asked.Count(asked => asked.EndsWith(BatchTraceId, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ReadAsync_LinkedSpanIsNoBatch_SharesNothing()
    {
        stub.OnTrace(TraceId, Saga).OnTrace(BatchTraceId, Batch.Replace("\"kind\": 1", "\"kind\": 2", StringComparison.Ordinal));

        Assert.Empty((await ReadAsync()).Shared);
    }

    [Fact]
    public async Task ReadAsync_SpanThatCameTwice_IsShownOnce()
    {
        stub.OnTrace(TraceId, Many("a", "a", "b"));

        Assert.Equal(["a", "b"], (await ReadAsync()).Spans.Select(span => span.SpanId));
    }

    [Fact]
    public async Task ReadAsync_TraceWithoutEnd_KeepsTheFirstSpansAndCountsTheOthers()
    {
        stub.OnTrace(TraceId, Many([.. Enumerable.Range(0, 500).Select(i => $"{i}")]));

        var answer = await ReadAsync();

        Assert.Equal((400, 100), (answer.Spans.Count, answer.Omitted));
        Assert.Equal("0", answer.Spans[0].SpanId);
    }

    [Fact]
    public async Task ReadAsync_DashboardGoesAway_KeepsWhatWasShown()
    {
        stub.OnTrace(TraceId, Saga);
        await ReadAsync();
        stub.OnTrace(TraceId, "", HttpStatusCode.ServiceUnavailable);

        var answer = await ReadAsync();

        Assert.Equal((TraceState.NoAnswer, 2), (answer.State, answer.Spans.Count));
    }

    [Fact]
    public async Task ReadAsync_TraceIsQuiet_AsksSeldom()
    {
        stub.OnTrace(TraceId, Many("a"));
        for (var second = 0; second < 60; second++)
        {
            await ReadAsync();
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(stub.Asked.Count, 12, 18);
    }

    [Fact]
    public async Task ReadAsync_QuietTraceGrows_AsksEachTimeAgain()
    {
        stub.OnTrace(TraceId, Many("a"));
        await ReadAsync();
        clock.Advance(TimeSpan.FromSeconds(30));
        stub.OnTrace(TraceId, Many("a", "b"));
        await ReadAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        stub.OnTrace(TraceId, Many("a", "b", "c"));

        Assert.Equal(3, (await ReadAsync()).Spans.Count);
    }

    private Task<TraceAnswer> ReadAsync() => reader.ReadAsync(CancellationToken.None);

    private static string Many(params string[] ids) =>
        $$$"""{"data":{"resourceSpans":[{"scopeSpans":[{"spans":[{{{string.Join(',', ids.Select(Span))}}}]}]}]}}""";

    private static string Span(string id, int index) =>
        $$"""{"traceId":"{{TraceId}}","spanId":"{{id}}","startTimeUnixNano":"{{index * 1000}}","endTimeUnixNano":"{{(index * 1000) + 1}}"}""";
}

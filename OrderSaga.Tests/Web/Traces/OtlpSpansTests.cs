using System.Text.Json;
using OrderSaga.Web.Traces;

namespace OrderSaga.Tests.Web.Traces;

public sealed class OtlpSpansTests
{
    [Fact]
    public void Read_Trace_TellsWhoDidWhatWhen()
    {
        var spans = Read(DashboardAnswers.Saga);

        Assert.Equal(["order-service", "inventory-service"], spans.Select(span => span.Service));
        var request = spans[0];
        Assert.Equal((DashboardAnswers.TraceId, "b7ad6b7169203331", null), (request.TraceId, request.SpanId, request.ParentId));
        Assert.Equal(("POST /orders/", "server", null), (request.Name, request.Kind, request.Error));
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), request.StartedAt);
        Assert.Equal(TimeSpan.FromMilliseconds(250), request.Duration);
        Assert.Equal(new Dictionary<string, string> { ["http.response.status_code"] = "202" }, request.Attributes);
        var message = spans[1];
        Assert.Equal(("b7ad6b7169203331", "consumer", "broken"), (message.ParentId, message.Kind, message.Error));
        Assert.Equal([new SpanLink(DashboardAnswers.BatchTraceId, "53995c3f42cd8ad8")], message.Links);
    }

    [Theory]
    [InlineData(0, "internal", true)]
    [InlineData(0, "server", false)]
    [InlineData(1, "internal", false)]
    public void IsBatch_FirstSpanWithLinks_OnlyIfTheServiceBeganIt(int parents, string kind, bool isBatch)
    {
        var span = Spans.Span("a", parents == 0 ? null : "parent", 0, 1) with { Kind = kind, Links = [new("t", "s")] };

        Assert.Equal(isBatch, span.IsBatch);
    }

    [Theory]
    [InlineData("""{"code":2}""", "")]
    [InlineData("""{"code":2,"message":"no"}""", "no")]
    [InlineData("""{"code":1,"message":"fine"}""", null)]
    [InlineData("null", null)]
    public void Read_Status_IsAnErrorOnlyIfItSaysSo(string status, string? error) =>
        Assert.Equal(error, Assert.Single(Read(Answer($$"""{"traceId":"t","spanId":"s","status":{{status}}}"""))).Error);

    [Theory]
    [InlineData("""{"stringValue":"text"}""", "text")]
    [InlineData("""{"intValue":"7"}""", "7")]
    [InlineData("""{"intValue":7}""", "7")]
    [InlineData("""{"boolValue":true}""", "true")]
    [InlineData("""{"doubleValue":1.5}""", "1.5")]
    [InlineData("""{"arrayValue":{"values":[]}}""", null)]
    [InlineData("null", null)]
    public void Read_Attribute_TextNumberOrFlag(string value, string? text)
    {
        var span = Assert.Single(Read(Answer($$"""{"traceId":"t","spanId":"s","attributes":[null,{"key":"a","value":{{value}}}]}""")));

        Assert.Equal(text, span.Attributes.GetValueOrDefault("a"));
    }

    [Fact]
    public void Read_VeryLongAttribute_IsCut()
    {
        var span = Assert.Single(Read(Answer($$$"""{"traceId":"t","spanId":"s","attributes":[{"key":"a","value":{"stringValue":"{{{new string('x', 100_000)}}}"}}]}""")));

        Assert.InRange(span.Attributes["a"].Length, 500, 1_000);
    }

    [Theory]
    [InlineData("""{"spanId":"s"}""")]
    [InlineData("""{"traceId":"t","spanId":""}""")]
    [InlineData("null")]
    public void Read_SpanWithoutIds_IsLeftOut(string span) => Assert.Empty(Read(Answer(span)));

    [Theory]
    [InlineData("""{"traceId":"t","spanId":"s","kind":99}""")]
    [InlineData("""{"traceId":"t","spanId":"s","kind":-1}""")]
    [InlineData("""{"traceId":"t","spanId":"s"}""")]
    public void Read_KindIsUnknown_IsUnspecified(string span) => Assert.Equal("unspecified", Assert.Single(Read(Answer(span))).Kind);

    [Theory]
    [InlineData("18446744073709551615", "0")]
    [InlineData("0", "18446744073709551615")]
    public void Read_TimesAtTheirLimits_HaveADurationThatIsNotNegative(string from, string to)
    {
        var span = Assert.Single(Read(Answer($$"""{"traceId":"t","spanId":"s","startTimeUnixNano":"{{from}}","endTimeUnixNano":"{{to}}"}""")));

        Assert.True(span.Duration >= TimeSpan.Zero && span.EndedAt >= span.StartedAt);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":{"resourceSpans":[null,{},{"resource":null,"scopeSpans":[null,{}]}]},"totalCount":0}""")]
    public void Read_NoSpans_IsEmpty(string json) => Assert.Empty(Read(json));

    private static string Answer(string span) => $$$"""{"data":{"resourceSpans":[{"scopeSpans":[{"spans":[{{{span}}}]}]}]}}""";

    private static IReadOnlyList<TraceSpan> Read(string json) => OtlpSpans.Read(JsonSerializer.Deserialize(json, OtlpJson.Default.OtlpAnswer));
}

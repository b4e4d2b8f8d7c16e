using OrderSaga.Web.Traces;

namespace OrderSaga.Tests.Web.Traces;

public sealed class OtlpTracesTests
{
    private static readonly byte[] TraceId = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
    private static readonly byte[] SpanId = [.. Enumerable.Range(1, 8).Select(i => (byte)i)];

    [Fact]
    public void Read_Span_TellsWhoDidWhatWhen()
    {
        var span = Assert.Single(OtlpTraces.Read(Request(Span()
            .Field(4, [8, 7, 6, 5, 4, 3, 2, 1]).Number(6, 5)
            .Field(9, Attribute("messaging.system", new ProtoWriter().Field(1, "rabbitmq")))
            .Field(9, Attribute("count", new ProtoWriter().Number(3, 7)))
            .Field(9, Attribute("list", new ProtoWriter().Field(5, new ProtoWriter())))
            .Field(15, new ProtoWriter().Field(2, "broken").Number(3, 2)))));

        Assert.Equal("0102030405060708090a0b0c0d0e0f10", span.TraceId);
        Assert.Equal(("0102030405060708", "0807060504030201"), (span.SpanId, span.ParentId));
        Assert.Equal(("order-service", "work", "consumer", "broken"), (span.Service, span.Name, span.Kind, span.Error));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), span.StartedAt);
        Assert.Equal(TimeSpan.FromMilliseconds(500), span.Duration);
        Assert.Equal(new Dictionary<string, string> { ["messaging.system"] = "rabbitmq", ["count"] = "7" }, span.Attributes);
    }

    [Fact]
    public void Read_SpanWithLinks_TellsWhatItIsLinkedTo()
    {
        var link = new ProtoWriter().Field(1, TraceId).Field(2, [9, 9, 9, 9, 9, 9, 9, 9]).Field(3, "state");

        var span = Assert.Single(OtlpTraces.Read(Request(Span().Field(13, link).Field(13, new ProtoWriter().Field(2, [1])).Field(13, new ProtoWriter().Field(2, SpanId)))));

        Assert.Equal(["0909090909090909", "0102030405060708"], span.Links);
        Assert.True(span.IsBatch);
    }

    [Fact]
    public void Read_LinksWithoutEnd_KeepsABoundedPart()
    {
        var span = Span();
        for (var i = 0; i < 5_000; i++)
        {
            span.Field(13, new ProtoWriter().Field(2, SpanId));
        }

        Assert.InRange(Assert.Single(OtlpTraces.Read(Request(span))).Links.Count, 500, 2_000);
    }

    [Fact]
    public void Read_VeryLongAttribute_IsCut()
    {
        var span = Assert.Single(OtlpTraces.Read(Request(Span().Field(9, Attribute("text", new ProtoWriter().Field(1, new string('x', 100_000)))))));

        Assert.InRange(span.Attributes["text"].Length, 1, 1_000);
    }

    [Fact]
    public void Read_SpanWithoutIds_IsLeftOut() => Assert.Empty(OtlpTraces.Read(Request(new ProtoWriter().Field(5, "nobody"))));

    [Fact]
    public void Read_CutAnywhere_IsRefusedAsInvalidOrReadsLess()
    {
        var request = Request(Span().Field(9, Attribute("a", new ProtoWriter().Field(1, "b"))));
        for (var length = 0; length < request.Length; length++)
        {
            var failure = Record.Exception(() => OtlpTraces.Read(request.AsSpan(0, length)));
            Assert.True(failure is null or InvalidDataException, $"{length}: {failure}");
        }
    }

    [Fact]
    public void Read_AnyOneByteChanged_IsRefusedAsInvalidOrRead()
    {
        var request = Request(Span().Field(9, Attribute("a", new ProtoWriter().Field(1, "b"))));
        for (var i = 0; i < request.Length * 256; i++)
        {
            var changed = request.ToArray();
            changed[i / 256] = (byte)i;
            var failure = Record.Exception(() => OtlpTraces.Read(changed));
            Assert.True(failure is null or InvalidDataException, $"byte {i / 256} as {(byte)i}: {failure}");
        }
    }

    private static ProtoWriter Span() => new ProtoWriter()
        .Field(1, TraceId).Field(2, SpanId).Field(5, "work").Fixed(7, 1_000_000_000).Fixed(8, 1_500_000_000);

    private static ProtoWriter Attribute(string key, ProtoWriter value) => new ProtoWriter().Field(1, key).Field(2, value);

    private static byte[] Request(ProtoWriter span)
    {
        var resource = new ProtoWriter().Field(1, Attribute("service.name", new ProtoWriter().Field(1, "order-service")));
        return new ProtoWriter().Field(1, new ProtoWriter().Field(1, resource).Field(2, new ProtoWriter().Field(2, span))).Bytes;
    }
}

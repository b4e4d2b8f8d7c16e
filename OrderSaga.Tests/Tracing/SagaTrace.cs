using System.Text;
using OrderSaga.Tests.Tracing.Otlp;

namespace OrderSaga.Tests.Tracing;

/// <summary>The spans of one saga's trace, and what must hold of any such trace, however the saga went.</summary>
internal sealed class SagaTrace
{
    // Two processes of one machine read the clock not quite alike.
    private const ulong ClockSkewNanoseconds = 20_000_000;

    private readonly Guid orderId;
    private readonly Dictionary<string, Span> spans;
    private readonly ILookup<string?, Span> children;
    private readonly ILookup<string, Span> batchesByMember;

    public SagaTrace(Guid orderId, string traceId, SpanIndex received)
    {
        this.orderId = orderId;
        spans = received.InTrace(traceId).DistinctBy(span => span.SpanId).ToDictionary(span => span.SpanId);
        children = spans.Values.ToLookup(span => span.ParentId);
        batchesByMember = received.BatchesByMember;
    }

    public int Count => spans.Count;

    public IReadOnlyCollection<Span> Spans => spans.Values;

    /// <summary>
    /// The trace without the database's spans, one a line, children below their parent and in the order of their names: a picture that
    /// a test can compare as a whole.
    /// </summary>
    public string Tree
    {
        get
        {
            var text = new StringBuilder();
            foreach (var root in Sorted(spans.Values.Where(span => span.ParentId is null || !spans.ContainsKey(span.ParentId))))
            {
                Draw(root, depth: 0, text);
            }

            return text.ToString().TrimEnd();
        }
    }

    /// <summary>Each span's line without its indentation.</summary>
    public IEnumerable<string> Lines => spans.Values.Where(span => !span.IsDatabase).Select(Line);

    public void AssertIsSound()
    {
        var root = Assert.Single(spans.Values, span => span.ParentId is null);
        Assert.True(root.Kind == SpanKind.Server && root.Name == "POST /orders/", $"The root is {Line(root)}.{Picture}");
        foreach (var span in spans.Values.Where(span => span.ParentId is not null))
        {
            Assert.True(spans.TryGetValue(span.ParentId!, out var parent), $"{Line(span)} is an orphan.{Picture}");
            AssertFits(span, parent);
        }
    }

    private void AssertFits(Span span, Span parent)
    {
        var order = span["messaging.message.conversation_id"];
        Assert.True(order is null || order == orderId.ToString(), $"{Line(span)} speaks of order {order}.{Picture}");
        Assert.True(
            span.Kind != SpanKind.Consumer || parent.Kind == SpanKind.Producer,
            $"{Line(span)} has no producer as its parent, but {Line(parent)}.{Picture}");
        Assert.True(
            span.StartedAt + ClockSkewNanoseconds >= parent.StartedAt, $"{Line(span)} began before its parent {Line(parent)}.{Picture}");
        if (span.Kind == SpanKind.Consumer && !span.IsError)
        {
            AssertDatabaseSpansAreItsOwn(span);
        }
    }

    /// <summary>Handled alone, a message has the database's spans below its own; in a batch, those are below a span that is linked to it.</summary>
    private void AssertDatabaseSpansAreItsOwn(Span consumer)
    {
        var isAlone = children[consumer.SpanId].Any(child => child.IsDatabase);
        var batches = batchesByMember[consumer.SpanId].Count();
        Assert.True(
            isAlone ? batches == 0 : batches == 1,
            $"{Line(consumer)} {(isAlone ? "has" : "has no")} database spans below it, and {batches} batches are linked to it.{Picture}");
    }

    private string Picture => $"{Environment.NewLine}{Tree}";

    private void Draw(Span span, int depth, StringBuilder text)
    {
        if (span.IsDatabase)
        {
            return;
        }

        text.Append(' ', depth * 2).Append(Line(span)).Append('\n');
        foreach (var child in Sorted(children[span.SpanId]))
        {
            Draw(child, depth + 1, text);
        }
    }

    private static IEnumerable<Span> Sorted(IEnumerable<Span> siblings) =>
        siblings.OrderBy(span => span.Kind == SpanKind.Consumer ? 0 : 1).ThenBy(Line, StringComparer.Ordinal).ThenBy(span => span.StartedAt);

    private static string Line(Span span)
    {
        var what = span["messaging.operation.name"] is { } operation && span["messaging.rabbitmq.destination.routing_key"] is { } type
            ? $"{operation} {type}"
            : span.Name;
        return $"{span.Service}: {what}{(span["ordersaga.duplicate"] is null ? "" : ", duplicate")}"
            + $"{(span["ordersaga.redelivered"] is null ? "" : ", redelivered")}{(span.IsError ? ", error" : "")}";
    }
}

using System.Text;
using OrderSaga.Contracts.Events;
using OrderSaga.Web.Feed;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Web.Feed;

public sealed class MessageReaderTests
{
    private readonly Guid order = Messages.NewOrder();

    [Fact]
    public void Of_AsLargeAsMayBeKeptAndLarger_KeepsOnlyTheFirst()
    {
        var body = new byte[RawMessage.MaxBytes + 1];

        Assert.NotNull(RawMessage.Of(new BasicProperties(), body.AsMemory(1), Messages.Start));
        Assert.Null(RawMessage.Of(new BasicProperties(), body, Messages.Start));
    }

    [Fact]
    public void Read_EventOfTheSaga_IsUnderstood()
    {
        var messageId = Guid.CreateVersion7(Messages.Start.AddMilliseconds(250));
        var properties = Properties(messageId.ToString(), EventTypes.OrderCreated);

        var message = MessageReader.Read(new(properties, EventCodec.Serialize(Messages.Created(order)), Messages.Start.AddSeconds(1)));

        Assert.NotNull(message);
        Assert.Equal((messageId, order, "order-service"), (message.MessageId, message.OrderId, message.Source));
        Assert.Equal(Messages.Start.AddMilliseconds(250), message.AppendedAt);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", message.Text.TraceId);
    }

    [Theory]
    [InlineData(null, EventTypes.OrderCreated, "{}")]
    [InlineData("no-uuid", EventTypes.OrderCreated, "{}")]
    [InlineData("0198c5a0-0000-7000-8000-000000000001", "UNHEARD_OF", "{}")]
    [InlineData("0198c5a0-0000-7000-8000-000000000001", null, "{}")]
    [InlineData("0198c5a0-0000-7000-8000-000000000001", EventTypes.OrderCreated, "not json")]
    public void Read_AnythingElse_IsDeclined(string? messageId, string? type, string body) =>
        Assert.Null(MessageReader.Read(new(Properties(messageId, type), Encoding.UTF8.GetBytes(body), Messages.Start)));

    [Fact]
    public void Read_ManyLongHeaders_KeepsABoundedPart()
    {
        var properties = Properties(Guid.CreateVersion7().ToString(), EventTypes.OrderCreated);
        properties.Headers = Enumerable.Range(0, 100).ToDictionary(i => "header-" + i, _ => (object?)new string('x', 10_000));

        var message = MessageReader.Read(new(properties, EventCodec.Serialize(Messages.Created(order)), Messages.Start));

        Assert.NotNull(message);
        Assert.InRange(message.Text.Headers.Sum(header => header.Value.Length), 1, 10_000);
        Assert.EndsWith("x…", message.Text.Headers["header-0"], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ThatNobodyLooksAt_MakesNoTextOfIt()
    {
        var body = EventCodec.Serialize(Messages.Created(order));
        var raw = new RawMessage(Properties(Guid.CreateVersion7().ToString(), EventTypes.OrderCreated), body, Messages.Start);

        var read = BytesOf(() => MessageReader.Read(raw)) - BytesOf(() => EventCodec.Deserialize(EventTypes.OrderCreated, body));

        Assert.InRange(read, 1, 400);
    }

    /// <summary>What a call allocates; the least of several, since now and then a cache is filled or a method compiled in one.</summary>
    private static long BytesOf(Func<object?> call) => Enumerable.Range(0, 20).Min(_ =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });

    private static BasicProperties Properties(string? messageId, string? type) => new()
    {
        MessageId = messageId,
        Type = type,
        AppId = "order-service",
        Headers = new Dictionary<string, object?>
        {
            ["traceparent"] = Encoding.UTF8.GetBytes("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        },
    };
}

using System.Threading.Channels;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using RabbitMQ.Client;

namespace OrderSaga.Tests.Plumbing;

/// <summary>Publishers that a test answers for in the broker's place. Those of a session are opened in one order: the relay's, then the sweep's.</summary>
internal sealed class ScriptedPublishers : IPublisherFactory
{
    private readonly Channel<ScriptedPublisher> opened = Channel.CreateUnbounded<ScriptedPublisher>();

    /// <summary>Whether each message is confirmed as soon as it is published.</summary>
    public bool Confirms { get; set; }

    public Task<IPublisher> OpenAsync(
        IConnection connection, Action<OutboxMessage, PublishOutcome> answered, CancellationToken cancellationToken)
    {
        var publisher = new ScriptedPublisher(Confirms, answered);
        opened.Writer.TryWrite(publisher);
        return Task.FromResult<IPublisher>(publisher);
    }

    /// <summary>The next one that is opened.</summary>
    public async Task<ScriptedPublisher> NextAsync() =>
        await opened.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
}

/// <summary>One of them.</summary>
internal sealed class ScriptedPublisher(bool confirms, Action<OutboxMessage, PublishOutcome> answered) : IPublisher
{
    private readonly TaskCompletionSource<OutboxMessage> published = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource<Exception> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Exception> Closed => closed.Task;

    public PublisherProgress Progress => Answering();

    /// <summary>How far the broker has come, whenever somebody looks.</summary>
    public Func<PublisherProgress> Answering { get; set; } = () => default;

    /// <summary>The first message that it was given.</summary>
    public Task<OutboxMessage> Published => published.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

    /// <summary>The broker closes its channel.</summary>
    public void Close() => closed.SetResult(new InvalidOperationException("The channel is closed."));

    public ValueTask PublishAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (confirms)
        {
            answered(message, new PublishOutcome(RefusedBecause: null));
        }

        published.TrySetResult(message);
        return ValueTask.CompletedTask;
    }

    public Task DrainAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

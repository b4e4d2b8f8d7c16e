using OrderSaga.ServiceDefaults.Loops;
using Polly;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.Web.Feed;

/// <summary>
/// Keeps a <see cref="FeedSession"/> open: whenever one ends, another is begun. It listens while somebody looks, and otherwise as far as
/// the <see cref="ListeningBudget"/> goes.
/// </summary>
internal sealed partial class FeedListener(
    IConnectionFactory connections, LiveFeed feed, Viewers viewers, ListeningBudget budget, TimeProvider clock, ILogger<FeedListener> logger)
    : BackgroundService
{
    private const ushort NotFound = 404;

    /// <summary>Who opens a page waits for this long at the most until it is live.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // The broker may end a session as soon as it is open, again and again.
    private static readonly TimeSpan PauseAfterShortSession = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortSession = TimeSpan.FromSeconds(10);

    private long heard;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pipeline = CreatePipeline(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await using var session = await pipeline.ExecuteAsync(async token => await OpenAsync(token), stoppingToken);
            var opened = clock.GetTimestamp();
            feed.Silence = null;
            LogListening();
            feed.Silence = await FollowAsync(session, stoppingToken);
            LogLost(feed.Silence);
            if (clock.GetElapsedTime(opened) < ShortSession)
            {
                await Task.Delay(PauseAfterShortSession, clock, stoppingToken);
            }
        }
    }

    private async Task<string> FollowAsync(FeedSession session, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (!session.Ended.IsCompleted)
            {
                feed.IsListening = session.IsListening;
                await Task.WhenAny(session.Ended, timer.WaitForNextTickAsync(stoppingToken).AsTask());
                stoppingToken.ThrowIfCancellationRequested();
                var listen = IsWorthwhile();
                if (session.IsListening && !listen)
                {
                    // Before the broker is told: what passes meanwhile is heard in part.
                    feed.IsListening = false;
                    LogResting();
                }

                await session.ListenAsync(listen, stoppingToken);
            }

            return await session.Ended;
        }
        finally
        {
            feed.IsListening = false;
        }
    }

    private bool IsWorthwhile()
    {
        var count = Interlocked.Exchange(ref heard, 0);
        var watched = viewers.Any;
        return budget.Allows(watched ? 0 : count) || watched;
    }

    private Task<FeedSession> OpenAsync(CancellationToken cancellationToken) => FeedSession.OpenAsync(
        connections,
        clock,
        (properties, body) =>
        {
            Interlocked.Increment(ref heard);
            if (RawMessage.Of(properties, body, clock.GetUtcNow()) is { } message)
            {
                feed.Offer(message);
            }
        },
        cancellationToken);

    // The client also cancels what the broker has not answered in time.
    private ResiliencePipeline CreatePipeline(CancellationToken stopping) => Retry.On(
        _ => !stopping.IsCancellationRequested,
        fault =>
        {
            feed.Silence = Explain(fault);
            LogRetry(feed.Silence);
        },
        TimeSpan.FromMilliseconds(250),
        maxDelay: TimeSpan.FromSeconds(5),
        clock);

    private static string Explain(Exception? e) => e switch
    {
        OperationInterruptedException { ShutdownReason.ReplyCode: NotFound } =>
            "Waiting for the services to declare their queues on the broker.",
        BrokerUnreachableException => "The broker cannot be reached.",
        OperationCanceledException => "The broker does not answer.",
        _ => "The broker refused: " + e?.Message,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening to everything on the exchange")]
    private partial void LogListening();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nobody looks, and enough has been heard for now")]
    private partial void LogResting();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Reason} Trying again")]
    private partial void LogRetry(string reason);
}

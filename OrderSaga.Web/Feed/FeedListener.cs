using Polly;
using Polly.Retry;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.Web.Feed;

/// <summary>Keeps a <see cref="FeedSession"/> open: whenever one ends, another is begun.</summary>
internal sealed partial class FeedListener(
    IConnectionFactory connections, LiveFeed feed, TimeProvider clock, ILogger<FeedListener> logger) : BackgroundService
{
    private const ushort NotFound = 404;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pipeline = CreatePipeline();
        while (!stoppingToken.IsCancellationRequested)
        {
            await using var session = await pipeline.ExecuteAsync(async token => await OpenAsync(token), stoppingToken);
            feed.Silence = null;
            LogListening();
            feed.Silence = await session.Ended.WaitAsync(stoppingToken);
            LogLost(feed.Silence);
        }
    }

    private Task<FeedSession> OpenAsync(CancellationToken cancellationToken) => FeedSession.OpenAsync(
        connections,
        (properties, body) => feed.Offer(new(properties, body.ToArray(), clock.GetUtcNow())),
        cancellationToken);

    private ResiliencePipeline CreatePipeline() => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is not OperationCanceledException),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(250),
            MaxDelay = TimeSpan.FromSeconds(5),
            UseJitter = true,
            OnRetry = retry =>
            {
                feed.Silence = Explain(retry.Outcome.Exception);
                LogRetry(feed.Silence, retry.RetryDelay);
                return default;
            },
        })
        .Build();

    private static string Explain(Exception? e) => e switch
    {
        OperationInterruptedException { ShutdownReason.ReplyCode: NotFound } =>
            "Waiting for the services to declare their queues on the broker.",
        BrokerUnreachableException => "The broker cannot be reached.",
        _ => "The broker refused: " + e?.Message,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening to everything on the exchange")]
    private partial void LogListening();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Reason} Trying again in {Delay}")]
    private partial void LogRetry(string reason, TimeSpan delay);
}

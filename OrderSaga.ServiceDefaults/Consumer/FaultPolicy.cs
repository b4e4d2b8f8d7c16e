using Microsoft.Extensions.Logging;
using OrderSaga.ServiceDefaults.Database;
using OrderSaga.ServiceDefaults.Health;
using Polly;
using Polly.Retry;

namespace OrderSaga.ServiceDefaults.Consumer;

/// <summary>
/// Retries what is nobody's fault: a database that is away, for as long as it takes, so that no message is given back and no delivery
/// count burns; and a race with another instance for the same new row, a few times.
/// </summary>
internal sealed partial class FaultPolicy
{
    private readonly ResiliencePipeline pipeline;
    private readonly LoopState loop;
    private readonly ILogger logger;

    public FaultPolicy(TimeProvider clock, LoopState loop, ILogger logger)
    {
        (this.loop, this.logger) = (loop, logger);
        pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(DatabaseFaults.IsTransient),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromSeconds(5),
                OnRetry = OnRetry,
            })
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(DatabaseFaults.IsConflict),
                MaxRetryAttempts = 3,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(10),
                OnRetry = _ =>
                {
                    Telemetry.Retries.Add(1, new KeyValuePair<string, object?>("error.type", "conflict"));
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    public async Task ExecuteAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        await pipeline.ExecuteAsync(async token => await work(token), cancellationToken);

    private ValueTask OnRetry(OnRetryArguments<object> arguments)
    {
        Telemetry.Retries.Add(1, new KeyValuePair<string, object?>("error.type", "transient"));
        if (loop.Retry(arguments.Outcome.Exception!.Message))
        {
            LogPaused(arguments.Outcome.Exception);
        }

        return ValueTask.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database failed; consumption is paused and the same batch is tried until it goes through")]
    private partial void LogPaused(Exception? fault);
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderSaga.ServiceDefaults.Database;
using OrderSaga.ServiceDefaults.Health;
using Polly;
using Polly.Retry;

namespace OrderSaga.ServiceDefaults.Consumer;

/// <summary>
/// Retries faults that are not the messages' own. A database that is away is retried for as long as it takes, so that no message is given
/// back and no delivery count burns. A race with another instance for the same new row is retried a few times.
/// </summary>
internal sealed partial class FaultPolicy
{
    // A batch that times out this often, while the database answers others, takes too long by itself.
    private const int MaxTimeouts = 3;

    private readonly NpgsqlDataSource database;
    private readonly ResiliencePipeline pipeline;
    private readonly LoopState loop;
    private readonly ILogger logger;

    public FaultPolicy(
        NpgsqlDataSource database,
        [FromKeyedServices(BatchConsumer.LoopName)] LoopState loop,
        TimeProvider clock,
        ILogger<FaultPolicy> logger)
    {
        (this.database, this.loop, this.logger) = (database, loop, logger);
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

    /// <exception cref="HandlingTimeoutException">The work exceeds its time limit again and again, while the database answers.</exception>
    public async Task ExecuteAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var timeouts = 0;
        await pipeline.ExecuteAsync(
            async token =>
            {
                try
                {
                    await work(token);
                }
                catch (Exception e) when (DatabaseFaults.IsTimeout(e))
                {
                    if (++timeouts >= MaxTimeouts && await DatabaseAnswersAsync(token))
                    {
                        throw new HandlingTimeoutException(timeouts, e);
                    }

                    throw;
                }
            },
            cancellationToken);
    }

    private async Task<bool> DatabaseAnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT");
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (DatabaseFaults.IsTransient(e))
        {
            return false;
        }
    }

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

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.ServiceDefaults.Telemetry;
using Polly;

namespace OrderSaga.ServiceDefaults.Messaging.Consumer;

/// <summary>
/// Retries faults that are not the messages' own. A database that is away is retried for as long as it takes, so that no message is given
/// back and no delivery count burns. A race with another instance for the same new row is retried a few times.
/// </summary>
internal sealed partial class FaultPolicy
{
    // A batch that times out this often, while the database answers others, takes too long by itself.
    private const int MaxTimeouts = 3;

    private readonly NpgsqlDataSource database;
    private readonly ResiliencePipeline whileAway;
    private readonly ResiliencePipeline onConflict;
    private readonly LoopState loop;
    private readonly ILogger logger;

    public FaultPolicy(
        NpgsqlDataSource database,
        [FromKeyedServices(BatchConsumer.LoopName)] LoopState loop,
        TimeProvider clock,
        ILogger<BatchConsumer> logger)
    {
        (this.database, this.loop, this.logger) = (database, loop, logger);
        whileAway = Retry.On(DatabaseFaults.IsTransient, OnAway, TimeSpan.FromMilliseconds(50), maxDelay: TimeSpan.FromSeconds(5), clock);
        onConflict = Retry.On(
            DatabaseFaults.IsConflict, _ => Count("conflict"), TimeSpan.FromMilliseconds(10), maxDelay: TimeSpan.FromSeconds(1), clock, maxRetries: 3);
    }

    /// <exception cref="HandlingTimeoutException">The work exceeds its time limit again and again, while the database answers.</exception>
    public async Task ExecuteAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var timeouts = 0;
        await whileAway.ExecuteAsync(
            async token =>
            {
                try
                {
                    await onConflict.ExecuteAsync(async inner => await work(inner), token);
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

    private void OnAway(Exception fault)
    {
        Count("transient");
        if (loop.Retry(fault.Message))
        {
            LogPaused(fault);
        }
    }

    private static void Count(string cause) => Instruments.Retries.Add(1, new KeyValuePair<string, object?>("error.type", cause));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database failed; consumption is paused and the same batch is tried until it goes through")]
    private partial void LogPaused(Exception fault);
}

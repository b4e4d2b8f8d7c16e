using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using RabbitMQ.Client;

namespace OrderSaga.ServiceDefaults.Messaging.Broker;

/// <summary>
/// Keeps a role connected: opens a connection of its own, declares the topology, runs the role's session, and begins anew when
/// either ends. Publishing and consuming have a connection each, since a broker that blocks a publisher blocks its whole connection.
/// </summary>
/// <remarks>
/// The client's own recovery is off (see <see cref="SagaServiceExtensions"/>): a session knows exactly which delivery tags and which
/// confirms died with its connection.
/// </remarks>
internal sealed partial class BrokerLoop(
    IConnectionFactory connectionFactory, Topology topology, BrokerState state, TimeProvider clock, ILogger<BrokerLoop> logger)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    // A session that fails as soon as it has begun would otherwise be begun ten times a second. More than the relay takes to see that nothing
    // is confirmed.
    private static readonly TimeSpan SoundAfter = TimeSpan.FromMinutes(1);

    // Sooner than that: an outage soon after another is worth a line of its own.
    private static readonly TimeSpan NewsAfter = TimeSpan.FromSeconds(10);

    /// <summary>Returns when <paramref name="stopping"/> is cancelled and the session has come to its end.</summary>
    /// <param name="role">What the connection is for; shown in logs, health and the broker's management page.</param>
    /// <param name="session">
    /// Runs on one connection, and ends with it; its token is cancelled when that connection is lost. It need not close its channels, which
    /// end with the connection.
    /// </param>
    /// <param name="stopping">Ends the loop. The session watches it by itself, so as to end in good order.</param>
    public async Task RunAsync(string role, Func<IConnection, BlockedState, CancellationToken, Task> session, CancellationToken stopping)
    {
        var failures = 0;
        long? connectedAt = null;
        string? told = null;
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is not null && !stopping.IsCancellationRequested),
                MaxRetryAttempts = int.MaxValue,
                // Polly's own count would remember the outages of last week.
                DelayGenerator = _ =>
                {
                    var lived = connectedAt is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;
                    (failures, told) = (lived >= SoundAfter ? 0 : failures, lived >= NewsAfter ? null : told);
                    connectedAt = null;
                    return ValueTask.FromResult<TimeSpan?>(Backoff(failures++));
                },
                OnRetry = arguments =>
                {
                    // A broker that lets us in and then fails us is away anew each time: it is told once for each cause.
                    var cause = arguments.Outcome.Exception?.Message ?? "closed";
                    if (state.Away(role, cause) && told != cause)
                    {
                        LogAway(arguments.Outcome.Exception, role);
                        told = cause;
                    }

                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        try
        {
            await pipeline.ExecuteAsync(async _ => await RunOnceAsync(role, session, () => connectedAt = clock.GetTimestamp(), stopping), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to stop between two attempts: that is the loop's way to end.
        }
        catch (Exception e) when (stopping.IsCancellationRequested)
        {
            LogLostWhileStopping(e, role);
        }
    }

    private async Task RunOnceAsync(
        string role, Func<IConnection, BlockedState, CancellationToken, Task> session, Action connected, CancellationToken stopping)
    {
        // Not disposed, as it holds nothing: the connection may tell that it is lost long after the session.
        var lost = new CancellationTokenSource();
        var connection = await connectionFactory.OpenAsync(role, clock, stopping);
        connection.ConnectionShutdownAsync += (_, _) => lost.CancelAsync();
        var flow = BlockedState.Of(connection);
        TellOfAlarms(connection, role);
        try
        {
            await RunOnAsync(connection, role, token => session(connection, flow, token), connected, lost.Token, stopping);
        }
        finally
        {
            if (!await connection.EndAsync(clock, flow.IsBlocked))
            {
                LogHungUp(role);
            }

            state.Unblocked(role);
        }
    }

    private void TellOfAlarms(IConnection connection, string role)
    {
        connection.ConnectionBlockedAsync += (_, block) =>
        {
            if (state.Blocked(role, block.Reason))
            {
                LogBlocked(role, block.Reason);
            }

            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            if (state.Unblocked(role))
            {
                LogUnblocked(role);
            }

            return Task.CompletedTask;
        };
    }

    private async Task RunOnAsync(
        IConnection connection,
        string role,
        Func<CancellationToken, Task> session,
        Action connected,
        CancellationToken lost,
        CancellationToken stopping)
    {
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: stopping))
        {
            await topology.DeclareAsync(channel, stopping);
        }

        state.Connected(role);
        connected();
        LogConnected(role);
        try
        {
            await session(lost);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            throw new BrokerLostException(role, connection.CloseReason?.ReplyText);
        }

        if (!stopping.IsCancellationRequested)
        {
            throw new BrokerLostException(role, connection.CloseReason?.ReplyText);
        }
    }

    private static TimeSpan Backoff(int failures)
    {
        var delay = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(failures, 10)));
        var capped = delay < MaxDelay ? delay : MaxDelay;
        return capped * (0.75 + (Random.Shared.NextDouble() / 2));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker is away for {Role}; trying again until it is back")]
    private partial void LogAway(Exception? exception, string role);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker went away for {Role} while stopping; what was under way is kept by the broker or the outbox")]
    private partial void LogLostWhileStopping(Exception exception, string role);

    [LoggerMessage(Level = LogLevel.Information, Message = "The broker did not close the connection of {Role} in time; its socket was closed")]
    private partial void LogHungUp(string role);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the broker for {Role}")]
    private partial void LogConnected(string role);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker blocked the connection of {Role} ({Reason}); messages wait until it unblocks it")]
    private partial void LogBlocked(string role, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The broker unblocked the connection of {Role}")]
    private partial void LogUnblocked(string role);
}

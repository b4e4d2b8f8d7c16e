using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.ServiceDefaults.Telemetry;
using Polly;

namespace OrderSaga.Order.Placement;

/// <summary>
/// Group commit: one loop takes whatever requests have arrived, stores them in one transaction, and answers each after the commit.
/// While one batch is being committed the next gathers, so batches grow with the load, helped by a pace; a request that comes alone
/// is stored at once.
/// </summary>
internal sealed partial class OrderWriter : BackgroundService
{
    public const string LoopName = "placement";

    private readonly Channel<WaitingPlacement> queue;
    private readonly int maxBatchSize;
    private readonly SagaTransaction transaction;
    private readonly DatabaseReadiness readiness;
    private readonly OrderMetrics metrics;
    private readonly LoopState loop;
    private readonly ILogger<OrderWriter> logger;
    private readonly ResiliencePipeline retry;
    private readonly BatchSchedule schedule;
    private readonly OutageLog outage;

    public OrderWriter(
        SagaTransaction transaction,
        DatabaseReadiness readiness,
        OrderMetrics metrics,
        [FromKeyedServices(LoopName)] LoopState loop,
        IOptions<PlacementOptions> options,
        TimeProvider clock,
        ILogger<OrderWriter> logger)
    {
        (this.transaction, this.readiness, this.metrics, this.loop, this.logger) = (transaction, readiness, metrics, loop, logger);
        maxBatchSize = options.Value.MaxBatchSize;
        schedule = new BatchSchedule(clock);
        outage = new OutageLog(LogRetrying);
        queue = Channel.CreateBounded<WaitingPlacement>(new BoundedChannelOptions(options.Value.QueueCapacity) { SingleReader = true });
        retry = Retry.On(
            fault => DatabaseFaults.IsTransient(fault) || DatabaseFaults.IsConflict(fault),
            fault =>
            {
                loop.Retry(fault.Message);
                outage.Failed(fault);
            },
            TimeSpan.FromMilliseconds(50),
            maxDelay: TimeSpan.FromSeconds(1),
            clock,
            maxRetries: 4);
    }

    /// <summary>Stores an order, and returns after the commit.</summary>
    /// <param name="request">The order.</param>
    /// <param name="abandoned">
    /// The client has gone. What waits until then is not stored, since after an outage most of what waited has been sent again meanwhile;
    /// what is being stored is.
    /// </param>
    /// <exception cref="Npgsql.NpgsqlException">
    /// The database failed, and the order is most likely not stored; but if the connection broke while it answered, it may be.
    /// </exception>
    public Task<PlacementResult> PlaceAsync(PlacementRequest request, CancellationToken abandoned)
    {
        var waiting = new WaitingPlacement(request, abandoned);
        return queue.Writer.TryWrite(waiting)
            ? waiting.Result
            : Task.FromResult(new PlacementResult(PlacementVerdict.Overloaded, request.Order));
    }

    /// <summary>Takes no more requests, and finishes those that were accepted.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        if (readiness.IsReady && ExecuteTask is { } loop)
        {
            await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.WaitAsync(stoppingToken);
            var batch = new List<WaitingPlacement>(maxBatchSize);
            while (await queue.Reader.WaitToReadAsync(stoppingToken))
            {
                await schedule.WaitAsync(stoppingToken);
                batch.Clear();
                while (batch.Count < maxBatchSize && queue.Reader.TryRead(out var waiting))
                {
                    if (waiting.IsAbandoned)
                    {
                        AnswerOverloaded(waiting);
                    }
                    else
                    {
                        batch.Add(waiting);
                    }
                }

                if (batch.Count == 0)
                {
                    continue;
                }

                loop.Begin();
                await StoreAsync(batch, stoppingToken);
                loop.End();
                schedule.End(batch.Count, isFull: batch.Count >= maxBatchSize);
            }
        }
        finally
        {
            while (queue.Reader.TryRead(out var waiting))
            {
                AnswerOverloaded(waiting);
            }
        }
    }

    private static void AnswerOverloaded(WaitingPlacement waiting) =>
        waiting.Answer(new PlacementResult(PlacementVerdict.Overloaded, waiting.Request.Order));

    private async Task StoreAsync(IReadOnlyList<WaitingPlacement> batch, CancellationToken stoppingToken)
    {
        try
        {
            var results = await StoreWithRetriesAsync(batch, stoppingToken);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer(results[i]);
            }
        }
        catch (Exception e) when (batch.Count > 1 && !DatabaseFaults.IsTransient(e) && !stoppingToken.IsCancellationRequested)
        {
            LogSplitting(batch.Count, e);
            foreach (var waiting in batch)
            {
                await StoreAsync([waiting], stoppingToken);
            }
        }
        catch (Exception e)
        {
            foreach (var waiting in batch)
            {
                waiting.Fail(e);
            }
        }
    }

    private async Task<PlacementResult[]> StoreWithRetriesAsync(IReadOnlyList<WaitingPlacement> waiting, CancellationToken stoppingToken)
    {
        PlacementRequest[] requests = [.. waiting.Select(placement => placement.Request)];
        using var activity = StartActivity(requests);
        LinkRequestsTo(activity, waiting);
        var batch = new PlacementBatch(requests);
        var attempts = 0;
        var results = await retry.ExecuteAsync(
            async token => await transaction.ExecuteAsync((work, inner) => batch.StoreAsync(work, isRepeat: attempts++ > 0, inner), token),
            stoppingToken);
        outage.Succeeded();
        metrics.Placed(requests.Length);
        return results;
    }

    /// <summary>Alone, a request has the database's spans in its own trace; a batch has a trace of its own, linked to each.</summary>
    private static Activity? StartActivity(PlacementRequest[] requests)
    {
        const string Name = "place orders";
        if (!OrderTelemetry.Source.HasListeners())
        {
            return null;
        }

        return requests is [var only]
            ? OrderTelemetry.Source.StartActivity(Name, ActivityKind.Internal, only.Order.Trace)
            : OrderTelemetry.Source.StartActivity(
                Name,
                ActivityKind.Internal,
                default(ActivityContext),
                links: requests.Where(request => request.Order.Trace != default).Select(request => new ActivityLink(request.Order.Trace)));
    }

    /// <summary>Who looks at the trace of one order finds the batch that stored it.</summary>
    private static void LinkRequestsTo(Activity? batch, IReadOnlyList<WaitingPlacement> waiting)
    {
        if (waiting.Count > 1 && batch is { IsAllDataRequested: true })
        {
            foreach (var placement in waiting)
            {
                placement.Span?.AddLink(new ActivityLink(batch.Context));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Orders could not be stored; each batch is tried a few times until it goes through")]
    private partial void LogRetrying(Exception? exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Storing {Count} orders at once failed; trying each alone")]
    private partial void LogSplitting(int count, Exception exception);
}

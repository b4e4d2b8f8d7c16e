using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OrderSaga.Contracts.Events;
using OrderSaga.Order;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.Order.Placement;
using OrderSaga.Order.Timeouts;
using OrderSaga.ServiceDefaults.Loops;
using OrderSaga.ServiceDefaults.Messaging.Broker;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Order;

/// <summary>A migrated database of its own on the shared server, with the Order service's parts in front of it and no broker.</summary>
internal sealed class OrderDatabase : IAsyncDisposable
{
    private readonly OrderMetrics metrics = new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
    private readonly OrderBatchHandler handler;
    private readonly DatabaseReadiness readiness;

    private OrderDatabase(NpgsqlDataSource source, DatabaseReadiness readiness)
    {
        (Source, this.readiness) = (source, readiness);
        Answers = new ResponseTimeEstimator(Timing, Clock);
        handler = new OrderBatchHandler(Timing, Answers, metrics, NullLogger<OrderBatchHandler>.Instance);
        Transaction = new SagaTransaction(source, new OutboxChannel(), Clock);
        Queries = new OrderQueries(source);
        TableMaintenance = new TableMaintenance(source, Options.Create(Placement), Clock);
    }

    public static IOptions<SagaOptions> Timing { get; } = Options.Create(new SagaOptions());

    public PlacementOptions Placement { get; } = new();

    public OrderMetrics Metrics => metrics;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public ResponseTimeEstimator Answers { get; }

    public NpgsqlDataSource Source { get; }

    public SagaTransaction Transaction { get; }

    public OrderQueries Queries { get; }

    public TableMaintenance TableMaintenance { get; }

    /// <param name="application">Has the server.</param>
    /// <param name="before">Done to the empty database before it is migrated.</param>
    public static async Task<OrderDatabase> CreateAsync(SagaApplication application, Func<NpgsqlDataSource, Task>? before = null)
    {
        var server = await TestDatabase.CreateAsync(application, "order-" + Guid.CreateVersion7().ToString("N")[16..]);

        SqlMapper.AddTypeHandler(new UtcTimeHandler());
        (server.MaxAutoPrepare, server.AutoPrepareMinUsages) = (100, 2);
        var source = NpgsqlDataSource.Create(server.ConnectionString);
        await (before?.Invoke(source) ?? Task.CompletedTask);
        return new OrderDatabase(source, await MigrateAsync(source, Migrations));
    }

    public static IReadOnlyList<MigrationSource> Migrations { get; } =
    [
        .. new[] { typeof(SagaTransaction).Assembly, typeof(OrderBatchHandler).Assembly }
            .Select(assembly => new MigrationSource(assembly.GetName().Name!, assembly)),
    ];

    public static async Task<DatabaseReadiness> MigrateAsync(NpgsqlDataSource source, IReadOnlyList<MigrationSource> migrations)
    {
        var readiness = new DatabaseReadiness();
        using var migrator = new Migrator(source, migrations, readiness, TimeProvider.System, NullLogger<Migrator>.Instance);
        await migrator.StartAsync(Cancellation);
        await migrator.ExecuteTask!;
        return readiness;
    }

    /// <summary>A lane that is not started yet.</summary>
    public OrderWriter Lane(PlacementOptions? options = null, TimeProvider? clock = null) => new(
        Transaction,
        readiness,
        metrics,
        new LoopState("placement", TimeProvider.System),
        Options.Create(options ?? Placement),
        clock ?? TimeProvider.System,
        NullLogger<OrderWriter>.Instance);

    public PlacedOrder New(string user = "alice", decimal price = 9.50m)
    {
        var now = Clock.GetPostgresNow();
        return PlacedOrder.New(new OrderDetails(Guid.CreateVersion7(now), user, "laptop", 2, price), now, default, Timing.Value);
    }

    public Task<PlacementResult[]> PlaceAsync(IReadOnlyList<PlacementRequest> requests, bool isRepeat = false) =>
        Transaction.ExecuteAsync((work, token) => new PlacementBatch(requests).StoreAsync(work, isRepeat, token), Cancellation);

    public async Task<PlacedOrder[]> PlaceAsync(params PlacedOrder[] orders)
    {
        await PlaceAsync([.. orders.Select(order => new PlacementRequest(order, null))]);
        return orders;
    }

    /// <summary>Handles events in a transaction of its own.</summary>
    public Task HandleAsync(params ISagaEvent[] events) =>
        Transaction.ExecuteAsync((work, token) => HandleWithinAsync(work, events, token), Cancellation);

    /// <summary>Runs <paramref name="first"/>, starts <paramref name="other"/>, and commits once that waits for a lock of the first.</summary>
    public Task<Task<T>> WhileAsync<T>(Func<UnitOfWork, Task> first, Func<Task<T>> other) =>
        HeldCommit.WhileAsync(Source, Transaction, (work, _) => first(work), other);

    public Task HandleWithinAsync(UnitOfWork work, IEnumerable<ISagaEvent> events, CancellationToken cancellationToken) =>
        handler.HandleAsync(
            [
                // Later messages have lower ids, so that no order of arrival can be read off them.
                .. events.Select((sagaEvent, i) => new InboundMessage(
                    Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddDays(1000 - i)),
                    EventCodec.TypeOf(sagaEvent),
                    sagaEvent,
                    EventCodec.Serialize(sagaEvent),
                    ImpliedEvent.SourceOf(EventCodec.TypeOf(sagaEvent)),
                    Clock.GetUtcNow(),
                    default(ActivityContext))),
            ],
            work,
            cancellationToken);

    public Task DriveOverdueAsync(bool isBrokerAway = false)
    {
        var relay = new OutboxChannel();
        if (!isBrokerAway)
        {
            relay.Open(new BlockedState());
        }

        return Overdue(relay).DriveAllAsync(mayGiveUp: true, () => { }, Cancellation);
    }

    /// <summary>One that is not started yet.</summary>
    public TimeoutMonitor Monitor(OutboxChannel relay) => new(
        Overdue(relay), relay, TableMaintenance, readiness, new LoopState("monitor", Clock), Timing, Clock, NullLogger<TimeoutMonitor>.Instance);

    public OverdueOrders Overdue(OutboxChannel relay) => new(Transaction, relay, Answers, Timing, metrics, NullLogger<OverdueOrders>.Instance);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    public Task<long> CountAsync(string table) => ScalarAsync<long>($"SELECT count(*) FROM {table}");

    public async ValueTask DisposeAsync() => await Source.DisposeAsync();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}

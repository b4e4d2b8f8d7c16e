using System.Diagnostics;
using System.Reflection;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderSaga.Contracts.Events;
using OrderSaga.Payment;
using OrderSaga.Payment.Data;
using OrderSaga.ServiceDefaults.Messaging.Consumer;
using OrderSaga.ServiceDefaults.Messaging.Outbox;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Payment;

/// <summary>A migrated database of its own on the shared server, with the handler in front of it and no broker.</summary>
internal sealed class PaymentDatabase : IAsyncDisposable
{
    private readonly PaymentBatchHandler handler = new(NullLogger<PaymentBatchHandler>.Instance);

    private readonly NpgsqlDataSource source;
    private readonly SagaTransaction transaction;

    private PaymentDatabase(NpgsqlDataSource source)
    {
        (this.source, Queries) = (source, new PaymentQueries(source));
        transaction = new SagaTransaction(source, new OutboxChannel(), TimeProvider.System);
    }

    public PaymentQueries Queries { get; }

    public static async Task<PaymentDatabase> CreateAsync(SagaApplication application)
    {
        var server = await TestDatabase.CreateAsync(application, "payment-" + Guid.CreateVersion7().ToString("N")[16..]);

        (server.MaxAutoPrepare, server.AutoPrepareMinUsages) = (100, 2);
        var source = NpgsqlDataSource.Create(server.ConnectionString);
        await MigrateAsync(source);
        return new PaymentDatabase(source);
    }

    /// <summary>Handles a batch in a transaction of its own and answers what was emitted.</summary>
    public Task<IReadOnlyList<OutboxMessage>> HandleAsync(params IEnumerable<ISagaEvent> events) => transaction.ExecuteAsync(
        async (work, token) =>
        {
            await HandleWithinAsync(work, events, token);
            return work.Emitted;
        },
        TestContext.Current.CancellationToken);

    public ValueTask<NpgsqlConnection> OpenAsync() => source.OpenConnectionAsync(TestContext.Current.CancellationToken);

    /// <summary>Handles a batch, starts <paramref name="other"/>, and commits once that waits for a lock of the batch.</summary>
    public Task<Task<T>> WhileHandledAsync<T>(IEnumerable<ISagaEvent> events, Func<Task<T>> other) =>
        HeldCommit.WhileAsync(source, transaction, (work, token) => HandleWithinAsync(work, events, token), other);

    private Task HandleWithinAsync(UnitOfWork work, IEnumerable<ISagaEvent> events, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        InboundMessage[] messages =
        [
            .. events.Select(sagaEvent => new InboundMessage(
                Guid.CreateVersion7(), EventCodec.TypeOf(sagaEvent), sagaEvent, [], "test", now, default(ActivityContext))),
        ];
        return handler.HandleAsync(messages, work, cancellationToken);
    }

    public async ValueTask DisposeAsync() => await source.DisposeAsync();

    private static async Task MigrateAsync(NpgsqlDataSource source)
    {
        Assembly[] assemblies = [typeof(SagaTransaction).Assembly, typeof(PaymentBatchHandler).Assembly];
        var readiness = new DatabaseReadiness();
        using var migrator = new Migrator(
            source,
            assemblies.Select(assembly => new MigrationSource(assembly.GetName().Name!, assembly)),
            readiness,
            TimeProvider.System,
            NullLogger<Migrator>.Instance);
        await migrator.StartAsync(TestContext.Current.CancellationToken);
        await readiness.WaitAsync(TestContext.Current.CancellationToken);
        await migrator.StopAsync(TestContext.Current.CancellationToken);
    }
}

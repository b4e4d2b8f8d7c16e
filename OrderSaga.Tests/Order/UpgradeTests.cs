using System.Diagnostics;
using Dapper;
using Npgsql;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Order;

/// <summary>A database of the first schema, with a saga that is settled and one on its way, is brought to this one with all that it holds.</summary>
public sealed class UpgradeTests(SagaApplication application)
{
    private static readonly Guid Settled = Guid.CreateVersion7();
    private static readonly Guid SettledCreated = Guid.CreateVersion7();
    private static readonly Guid Pending = Guid.CreateVersion7();
    private static readonly Guid PendingCreated = Guid.CreateVersion7();
    private static readonly Guid DrivenAgain = Guid.CreateVersion7();
    private static readonly Guid Noted = Guid.CreateVersion7();

    private static readonly ActivityContext Trace =
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, traceState: null, isRemote: true);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_FromTheFirstSchema_KeepsTracesTimelinesAndWhatIsOwed()
    {
        await using var database = await OrderDatabase.CreateAsync(application, FillFirstSchemaAsync);

        Assert.Equal(Trace, (await database.Queries.FindAsync(Pending, Cancellation))!.Trace);
        Assert.Equal(default, (await database.Queries.FindAsync(Settled, Cancellation))!.Trace);
        Assert.Equal(InventoryProgress.Reserved, (await database.Queries.FindAsync(Pending, Cancellation))!.State.Inventory);
        Assert.Equal(
            [(PendingCreated, "ORDER_CREATED"), (DrivenAgain, "ORDER_CREATED"), (Noted, "INVENTORY_RESERVED")],
            await TimelineAsync(database, Pending));
        var settled = (await TimelineAsync(database, Settled)).ToList();
        Assert.Equal(["ORDER_CREATED", "INVENTORY_RESERVED", "PAYMENT_SUCCESS"], settled.Select(entry => entry.Type));
        Assert.Equal(SettledCreated, settled[0].MessageId);
        var confirmed = await database.Queries.ListAsync(new OrderFilter(OrderStatus.Confirmed, UserId: null, After: null, Limit: 10), Cancellation);
        Assert.Equal([Settled], confirmed.Orders.Select(order => order.Details.Id));
        Assert.Equal(
            $"{Trace.TraceId}{Trace.SpanId}01,none",
            await database.ScalarAsync<string>("SELECT string_agg(coalesce(encode(trace_parent, 'hex'), 'none'), ',' ORDER BY occurred_at) FROM outbox"));
    }

    private static async Task<IEnumerable<(Guid MessageId, string Type)>> TimelineAsync(OrderDatabase database, Guid order) =>
        (await new TimelineQuery(database.Source).FindAsync(order, Cancellation))!.Select(entry => (entry.MessageId, entry.Type));

    private static async Task FillFirstSchemaAsync(NpgsqlDataSource source)
    {
        const string Sql = """
            INSERT INTO orders (id, created_at, quantity, price, user_id, item, updated_at, settled_at, status, inventory, payment)
            VALUES (@Settled, now(), 1, 9.5, 'bob', 'laptop', now(), now(), 'CONFIRMED', 'RESERVED', 'CHARGED');
            INSERT INTO order_events (order_id, message_id, occurred_at, recorded_at, type, outcome)
            VALUES (@Settled, gen_random_uuid(), now() + interval '2 ms', now() + interval '2 ms', 'PAYMENT_SUCCESS', 'CONFIRMED'),
                   (@Settled, gen_random_uuid(), now() + interval '1 ms', now() + interval '1 ms', 'INVENTORY_RESERVED', NULL),
                   (@Settled, @SettledCreated, now(), now(), 'ORDER_CREATED', NULL);

            INSERT INTO orders (id, created_at, quantity, price, user_id, item, trace_parent, updated_at, deadline_at)
            VALUES (@Pending, now() - interval '1 ms', 1, 9.5, 'alice', 'laptop', @traceParent, now(), now() + interval '5 s');
            INSERT INTO open_orders (order_id, deadline_at) VALUES (@Pending, now() + interval '5 s');
            INSERT INTO order_events (order_id, message_id, occurred_at, recorded_at, type)
            VALUES (@Pending, @DrivenAgain, now() + interval '1 s', now() + interval '1 s', 'ORDER_CREATED'),
                   (@Pending, @PendingCreated, now(), now(), 'ORDER_CREATED'),
                   (@Pending, @Noted, now() + interval '2 s', now() + interval '2 s', 'INVENTORY_RESERVED');

            INSERT INTO outbox (message_id, order_id, type, payload, trace_parent, occurred_at)
            VALUES (@DrivenAgain, @Pending, 'ORDER_CREATED', '{}', @traceParent, now()),
                   (gen_random_uuid(), @Pending, 'ORDER_CREATED', '{}', NULL, now() + interval '1 s');
            """;
        await OrderDatabase.MigrateAsync(source, [.. OrderDatabase.Migrations.Select(OnlyTheFirst)]);
        await using var connection = await source.OpenConnectionAsync();
        var traceParent = $"00-{Trace.TraceId}-{Trace.SpanId}-01";
        await connection.ExecuteAsync(Sql, new { Settled, SettledCreated, Pending, PendingCreated, DrivenAgain, Noted, traceParent });
    }

    private static MigrationSource OnlyTheFirst(MigrationSource source)
    {
        const string Folder = ".Migrations.";
        var resource = source.Assembly.GetManifestResourceNames().Single(name => name.Contains(Folder + "001_", StringComparison.Ordinal));
        using var reader = new StreamReader(source.Assembly.GetManifestResourceStream(resource)!);
        var name = resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..];
        return source with { Assembly = new ScriptedAssembly((name, reader.ReadToEnd())) };
    }
}

using System.Diagnostics;
using Dapper;
using Npgsql;
using OrderSaga.Order.Data;
using OrderSaga.ServiceDefaults.Database;
using OrderSaga.Tests.Fixture;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.Order;

/// <summary>A database of an earlier build, with a saga on its way, is brought to the schema of this one with all that it holds.</summary>
public sealed class UpgradeTests(SagaApplication application)
{
    private static readonly Guid Order = Guid.CreateVersion7();
    private static readonly Guid Created = Guid.CreateVersion7();
    private static readonly Guid DrivenAgain = Guid.CreateVersion7();

    private static readonly ActivityContext Trace =
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, traceState: null, isRemote: true);

    [Fact]
    public async Task Migrate_FromTheFirstSchema_KeepsTheTraceTheTimelineAndWhatIsOwed()
    {
        await using var database = await OrderDatabase.CreateAsync(application, FillFirstSchemaAsync);

        var order = (await database.Queries.FindAsync(Order, TestContext.Current.CancellationToken))!;
        Assert.Equal(Trace, order.Trace);
        var timeline = (await new TimelineQuery(database.Source).FindAsync(Order, TestContext.Current.CancellationToken))!;
        Assert.Equal([(Created, "ORDER_CREATED"), (DrivenAgain, "ORDER_CREATED")], timeline.Select(entry => (entry.MessageId, entry.Type)));
        Assert.Equal(
            $"{Trace.TraceId}{Trace.SpanId}01", await database.ScalarAsync<string>("SELECT encode(trace_parent, 'hex') FROM outbox"));
    }

    private static async Task FillFirstSchemaAsync(NpgsqlDataSource source)
    {
        const string Sql = """
            INSERT INTO orders (id, created_at, quantity, price, user_id, item, trace_parent, updated_at, deadline_at)
            VALUES (@Order, now(), 1, 9.5, 'alice', 'laptop', @traceParent, now(), now() + interval '5 s');
            INSERT INTO open_orders (order_id, deadline_at) VALUES (@Order, now() + interval '5 s');
            INSERT INTO order_events (order_id, message_id, occurred_at, recorded_at, type)
            VALUES (@Order, @DrivenAgain, now() + interval '1 s', now() + interval '1 s', 'ORDER_CREATED'),
                   (@Order, @Created, now(), now(), 'ORDER_CREATED');
            INSERT INTO outbox (message_id, order_id, type, payload, trace_parent, occurred_at)
            VALUES (@DrivenAgain, @Order, 'ORDER_CREATED', '{}', @traceParent, now());
            """;
        await OrderDatabase.MigrateAsync(source, [.. OrderDatabase.Migrations.Select(OnlyTheFirst)]);
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(Sql, new { Order, Created, DrivenAgain, traceParent = $"00-{Trace.TraceId}-{Trace.SpanId}-01" });
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

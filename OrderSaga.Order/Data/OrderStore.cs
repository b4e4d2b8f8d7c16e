using Dapper;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.Order.Data;

/// <summary>Orders a batch at a time.</summary>
internal static class OrderStore
{
    /// <summary>
    /// Loads and locks orders, in the order of their ids, so that batches of several instances queue up and never deadlock. Ids without
    /// an order are left out.
    /// </summary>
    public static Statement Load(Guid[] ids)
    {
        const string Sql = $"""
            SELECT {OrderRow.Columns}
            FROM orders o
            WHERE o.id = ANY(@ids)
            ORDER BY o.id
            FOR UPDATE;
            """;
        return new Statement(Sql, new { ids });
    }

    /// <summary>Reads what <see cref="Load"/> found.</summary>
    public static async Task<IReadOnlyList<PlacedOrder>> ReadAsync(SqlMapper.GridReader loaded) =>
        [.. (await loaded.ReadAsync<OrderRow>()).Select(row => row.ToOrder())];

    /// <summary>Loads and locks one order; empty when there is none.</summary>
    public static Task<IReadOnlyList<PlacedOrder>> LoadAsync(UnitOfWork work, Guid id, CancellationToken cancellationToken) =>
        LoadAsync(work, [id], cancellationToken);

    /// <summary>Loads and locks these orders. Ids without an order are left out.</summary>
    public static async Task<IReadOnlyList<PlacedOrder>> LoadAsync(UnitOfWork work, Guid[] ids, CancellationToken cancellationToken)
    {
        var load = Load(ids);
        await using var loaded = await work.Connection.QueryMultipleAsync(
            new CommandDefinition(load.Sql, load.Parameters, work.Transaction, cancellationToken: cancellationToken));
        return await ReadAsync(loaded);
    }

    /// <summary>
    /// Loads and locks orders whose deadline is <paramref name="bound"/> or before, the longest overdue first. Those that another
    /// transaction has locked are skipped: it is about to change them.
    /// </summary>
    public static async Task<IReadOnlyList<PlacedOrder>> ClaimOverdueAsync(
        UnitOfWork work, DateTimeOffset bound, int limit, CancellationToken cancellationToken)
    {
        // The order's own deadline is asked for as well: locking reads the newest version of it, but not of open_orders.
        const string Sql = $"""
            SELECT {OrderRow.Columns}
            FROM open_orders p
            JOIN orders o ON o.id = p.order_id
            WHERE p.deadline_at <= @bound AND o.deadline_at <= @bound
            ORDER BY p.deadline_at
            LIMIT @limit
            FOR UPDATE OF o SKIP LOCKED
            """;
        var rows = await work.Connection.QueryAsync<OrderRow>(
            new CommandDefinition(Sql, new { bound, limit }, work.Transaction, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToOrder())];
    }

    /// <summary>Adds what a batch changed, and its timeline, to the writes of the unit that loaded it.</summary>
    /// <returns>What it changed.</returns>
    public static IReadOnlyList<OrderChange> Save(UnitOfWork work, OrderBatch batch)
    {
        const string TimelineSql = """
            INSERT INTO order_events (order_id, message_id, occurred_at, recorded_at, type, outcome, source, payload)
            SELECT * FROM unnest(@EventOrderIds, @EventMessageIds, @EventOccurredAts, @EventRecordedAts,
                                 @EventTypes, @EventOutcomes, @EventSources, @EventPayloads);
            """;
        const string ChangesSql = """
            UPDATE orders o
            SET updated_at = c.updated_at, deadline_at = c.deadline_at, settled_at = c.settled_at, attempts = c.attempts,
                owes_inventory = c.owes_inventory, owes_payment = c.owes_payment,
                status = c.status, inventory = c.inventory, payment = c.payment, reason = c.reason
            FROM unnest(@Ids, @UpdatedAts, @DeadlineAts, @SettledAts, @Attempts, @OweInventories, @OwePayments,
                        @Statuses, @Inventories, @Payments, @Reasons)
                AS c (id, updated_at, deadline_at, settled_at, attempts, owes_inventory, owes_payment, status, inventory, payment, reason)
            WHERE o.id = c.id;
            """;
        const string SettledSql = "DELETE FROM open_orders WHERE order_id = ANY(@SettledIds);";
        const string MovedSql = """
            UPDATE open_orders p
            SET deadline_at = c.deadline_at
            FROM unnest(@MovedIds, @MovedDeadlineAts) AS c (id, deadline_at)
            WHERE p.order_id = c.id;
            """;
        const string CountsSql = """
            INSERT INTO order_counts (pending, confirmed, cancelled, unsettled)
            VALUES (@Pending, @Confirmed, @Cancelled, @Unsettled);
            """;
        OrderChange[] changes = [.. batch.Changes];
        if (changes.Length > 0)
        {
            work.Write(new Statement(ChangesSql, ChangeParameters.Of(changes)));
            Guid[] settledIds = [.. changes.Where(change => change.Settles).Select(change => change.After.Details.Id)];
            if (settledIds.Length > 0)
            {
                work.Write(new Statement(SettledSql, new { SettledIds = settledIds }));
            }

            if (changes.Any(change => change.MovesDeadline))
            {
                work.Write(new Statement(MovedSql, MoveParameters.Of(changes)));
            }

            var counts = OrderCounts.Of(changes);
            if (counts is not { Pending: 0, Unsettled: 0 })
            {
                work.Write(new Statement(CountsSql, new { counts.Pending, counts.Confirmed, counts.Cancelled, counts.Unsettled }));
            }
        }

        if (batch.Timeline.Count > 0)
        {
            work.Write(new Statement(TimelineSql, TimelineParameters.Of(batch.Timeline)));
        }

        return changes;
    }
}

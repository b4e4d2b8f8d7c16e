using Dapper;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Order.Data;

/// <summary>Orders a batch at a time.</summary>
internal static class OrderStore
{
    /// <summary>Loads and locks one order; empty when there is none.</summary>
    public static Task<IReadOnlyList<PlacedOrder>> LoadAsync(UnitOfWork work, Guid id, CancellationToken cancellationToken) =>
        LoadAsync(work, [id], cancellationToken);

    /// <summary>
    /// Loads and locks these orders, in the order of their ids, so that batches of several instances queue up and never deadlock. Ids
    /// without an order are left out.
    /// </summary>
    public static async Task<IReadOnlyList<PlacedOrder>> LoadAsync(UnitOfWork work, Guid[] ids, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            SELECT {OrderRow.Columns}
            FROM orders o
            WHERE o.id = ANY(@ids)
            ORDER BY o.id
            FOR UPDATE
            """;
        var rows = await work.Connection.QueryAsync<OrderRow>(
            new CommandDefinition(Sql, new { ids }, work.Transaction, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToOrder())];
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

    /// <summary>Saves what a batch changed, and its timeline, in one round trip.</summary>
    /// <returns>What it changed.</returns>
    public static async Task<IReadOnlyList<OrderChange>> SaveAsync(UnitOfWork work, OrderBatch batch, CancellationToken cancellationToken)
    {
        const string Sql = """
            UPDATE orders o
            SET updated_at = c.updated_at, deadline_at = c.deadline_at, settled_at = c.settled_at, attempts = c.attempts,
                owes_inventory = c.owes_inventory, owes_payment = c.owes_payment,
                status = c.status, inventory = c.inventory, payment = c.payment, reason = c.reason
            FROM unnest(@Ids, @UpdatedAts, @DeadlineAts, @SettledAts, @Attempts, @OweInventories, @OwePayments,
                        @Statuses, @Inventories, @Payments, @Reasons)
                AS c (id, updated_at, deadline_at, settled_at, attempts, owes_inventory, owes_payment, status, inventory, payment, reason)
            WHERE o.id = c.id;

            DELETE FROM open_orders WHERE order_id = ANY(@SettledIds);

            UPDATE open_orders p
            SET deadline_at = c.deadline_at
            FROM unnest(@MovedIds, @MovedDeadlineAts) AS c (id, deadline_at)
            WHERE p.order_id = c.id;

            INSERT INTO order_counts (pending, confirmed, cancelled, unsettled)
            SELECT @Pending, @Confirmed, @Cancelled, @Unsettled
            WHERE (@Pending, @Unsettled) <> (0, 0);

            INSERT INTO order_events (order_id, message_id, occurred_at, recorded_at, type, outcome, source, payload)
            SELECT * FROM unnest(@EventOrderIds, @EventMessageIds, @EventOccurredAts, @EventRecordedAts,
                                 @EventTypes, @EventOutcomes, @EventSources, @EventPayloads);
            """;
        OrderChange[] changes = [.. batch.Changes];
        await work.Connection.ExecuteAsync(
            new CommandDefinition(Sql, SaveParameters.Of(changes, batch.Timeline), work.Transaction, cancellationToken: cancellationToken));
        return changes;
    }
}

using Dapper;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Order.Placement;

/// <summary>The SQL of placing orders, a batch at a time.</summary>
internal static class PlacementStore
{
    /// <summary>
    /// Claims the keys for their requests, and answers who has each of them now. A key that another transaction is claiming just now
    /// makes this one wait for that one's outcome.
    /// </summary>
    public static async Task<Dictionary<string, KeyOwner>> ClaimKeysAsync(
        UnitOfWork work, IReadOnlyCollection<PlacementRequest> requests, CancellationToken cancellationToken)
    {
        // Sorted, so that two instances with overlapping batches wait for each other in one direction only. A key that is taken is
        // locked as it is, so that it is not purged meanwhile. The second statement has a snapshot of its own, and so sees the orders of
        // those for whom the first has waited.
        const string Sql = $"""
            INSERT INTO idempotency_keys (key, order_id, created_at, request_hash)
            SELECT key, order_id, @Now, request_hash
            FROM unnest(@keys, @orderIds, @hashes) AS c (key, order_id, request_hash)
            ORDER BY key
            ON CONFLICT (key) DO UPDATE SET key = excluded.key
            RETURNING key, order_id, request_hash;

            SELECT {OrderRow.Columns}
            FROM orders o
            WHERE o.id IN (SELECT k.order_id FROM idempotency_keys k WHERE k.key = ANY(@keys));
            """;
        string[] keys = [.. requests.Select(request => request.Key!.Value)];
        Guid[] orderIds = [.. requests.Select(request => request.Order.Details.Id)];
        byte[][] hashes = [.. requests.Select(request => request.Key!.RequestHash)];
        await using var results = await work.Connection.QueryMultipleAsync(new CommandDefinition(
            Sql, new { work.Now, keys, orderIds, hashes }, work.Transaction, cancellationToken: cancellationToken));
        var claims = (await results.ReadAsync<(string Key, Guid OrderId, byte[] RequestHash)>()).AsList();
        var orders = (await results.ReadAsync<OrderRow>()).ToDictionary(row => row.Id, row => row.ToOrder());
        return claims.ToDictionary(
            claim => claim.Key,
            claim => new KeyOwner(claim.OrderId, claim.RequestHash, orders.GetValueOrDefault(claim.OrderId)),
            StringComparer.Ordinal);
    }

    /// <summary>Which of the ids are stored already.</summary>
    public static async Task<HashSet<Guid>> FindStoredAsync(UnitOfWork work, Guid[] ids, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT id FROM orders WHERE id = ANY(@ids)";
        var stored = await work.Connection.QueryAsync<Guid>(
            new CommandDefinition(Sql, new { ids }, work.Transaction, cancellationToken: cancellationToken));
        return [.. stored];
    }

    /// <summary>
    /// Stores new orders, each with its deadline. An order is itself the record of its ORDER_CREATED.
    /// </summary>
    /// <exception cref="Npgsql.PostgresException">23505: an earlier attempt is being committed after all. The next attempt finds its orders.</exception>
    public static Task InsertAsync(
        UnitOfWork work, IReadOnlyList<PlacedOrder> orders, IReadOnlyList<OutboxMessage> events, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO orders
                (id, message_id, created_at, quantity, price, user_id, item, trace_parent, trace_state, updated_at, deadline_at)
            SELECT * FROM unnest(
                @Ids, @MessageIds, @CreatedAts, @Quantities, @Prices, @UserIds, @Items, @TraceParents, @TraceStates, @CreatedAts, @DeadlineAts);

            INSERT INTO open_orders (order_id, deadline_at)
            SELECT * FROM unnest(@Ids, @DeadlineAts);

            INSERT INTO order_counts (pending, confirmed, cancelled, unsettled)
            VALUES (@Count, 0, 0, @Count);
            """;
        return work.Connection.ExecuteAsync(
            new CommandDefinition(Sql, InsertParameters.Of(orders, events), work.Transaction, cancellationToken: cancellationToken));
    }
}

/// <summary>Who has an idempotency key: the order, what was asked for, and the order itself if it was stored before.</summary>
internal sealed record KeyOwner(Guid OrderId, byte[] RequestHash, PlacedOrder? Order);

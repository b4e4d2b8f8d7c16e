using Dapper;
using OrderSaga.Inventory.Domain;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Inventory.Data;

/// <summary>
/// Reservations and the stock beneath them, a batch at a time. One round trip to load, one to save. Every
/// statement finds its rows by <c>= ANY</c> of the keys, also where a join would do: a prepared plan lives on while the table grows,
/// and one made for a join while the table was still empty reads all of it.
/// </summary>
internal static class ReservationStore
{
    /// <summary>
    /// Loads what the batch may touch, and locks it: reservations before stock, each in the order of its key, so that batches of
    /// several instances queue up and never deadlock. The stock row's lock also holds off a PUT until the batch is committed.
    /// </summary>
    public static async Task<ReservationBatch> LoadAsync(UnitOfWork work, BatchKeys keys, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT order_id AS OrderId, status, user_id AS UserId, item, quantity, price, reason
            FROM reservations
            WHERE order_id = ANY(@OrderIds)
            ORDER BY order_id
            FOR UPDATE;

            SELECT item, available
            FROM stock
            WHERE item = ANY(ARRAY(
                SELECT unnest(@Items)
                UNION ALL
                SELECT item FROM reservations WHERE order_id = ANY(@ReleasedOrderIds) AND status = 'RESERVED'))
            ORDER BY item
            FOR UPDATE;
            """;
        await using var results = await work.Connection.QueryMultipleAsync(
            new CommandDefinition(Sql, keys, work.Transaction, cancellationToken: cancellationToken));
        var reservations = await results.ReadAsync<ReservationRow>();
        var stock = await results.ReadAsync<(string Item, long Available)>();
        return new ReservationBatch(
            reservations.ToDictionary(row => row.OrderId, row => row.ToState()),
            new StockLedger(stock.ToDictionary(row => row.Item, row => row.Available, StringComparer.Ordinal)));
    }

    /// <summary>Saves what the batch changed, in one round trip.</summary>
    /// <exception cref="Npgsql.PostgresException">
    /// 23505: another instance has just decided one of the new orders. The consumer handles the batch again, and finds that decision.
    /// </exception>
    public static async Task SaveAsync(UnitOfWork work, BatchOutcome outcome, CancellationToken cancellationToken)
    {
        // Of a reservation that exists only the release is news: what was held stays as it was.
        const string Sql = """
            INSERT INTO reservations (order_id, status, user_id, item, quantity, price, reason)
            SELECT * FROM unnest(@OrderIds, @Statuses, @UserIds, @Items, @Quantities, @Prices, @Reasons);

            UPDATE reservations r
            SET status = c.status, reason = c.reason
            FROM unnest(@ChangedOrderIds, @ChangedStatuses, @ChangedReasons) AS c (order_id, status, reason)
            WHERE r.order_id = ANY(@ChangedOrderIds) AND r.order_id = c.order_id;

            UPDATE stock s
            SET available = s.available + c.units, reserved = s.reserved - c.units
            FROM unnest(@StockItems, @StockUnits) AS c (item, units)
            WHERE s.item = ANY(@StockItems) AND s.item = c.item;
            """;
        ReservationRow[] added = [.. outcome.New.Select(ReservationRow.Of)];
        ReservationRow[] changed = [.. outcome.Changed.Select(ReservationRow.Of)];
        var parameters = new
        {
            OrderIds = Array.ConvertAll(added, row => row.OrderId),
            Statuses = Array.ConvertAll(added, row => row.Status),
            UserIds = Array.ConvertAll(added, row => row.UserId),
            Items = Array.ConvertAll(added, row => row.Item),
            Quantities = Array.ConvertAll(added, row => row.Quantity),
            Prices = Array.ConvertAll(added, row => row.Price),
            Reasons = Array.ConvertAll(added, row => row.Reason),
            ChangedOrderIds = Array.ConvertAll(changed, row => row.OrderId),
            ChangedStatuses = Array.ConvertAll(changed, row => row.Status),
            ChangedReasons = Array.ConvertAll(changed, row => row.Reason),
            StockItems = outcome.Stock.Select(change => change.Key).ToArray(),
            StockUnits = outcome.Stock.Select(change => change.Value).ToArray(),
        };
        await work.Connection.ExecuteAsync(new CommandDefinition(Sql, parameters, work.Transaction, cancellationToken: cancellationToken));
    }
}

using Dapper;
using OrderSaga.Inventory.Domain;
using OrderSaga.ServiceDefaults.Outbox;

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
    public static Statement LoadForUpdate(BatchKeys keys)
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
        return new Statement(Sql, keys);
    }

    public static async Task<(IReadOnlyDictionary<Guid, ReservationState> Reservations, StockLedger Stock)> ReadAsync(SqlMapper.GridReader loaded)
    {
        var reservations = await loaded.ReadAsync<ReservationRow>();
        var stock = await loaded.ReadAsync<(string Item, long Available)>();
        return (
            reservations.ToDictionary(row => row.OrderId, row => row.ToState()),
            new StockLedger(stock.ToDictionary(row => row.Item, row => row.Available, StringComparer.Ordinal)));
    }

    /// <summary>
    /// Adds what the batch changed to the unit's writes. Its commit fails with 23505 when another instance has just decided on one of
    /// the new orders: the batch is then to be handled again, and will find it.
    /// </summary>
    public static void Save(UnitOfWork work, BatchOutcome outcome)
    {
        const string InsertSql = """
            INSERT INTO reservations (order_id, status, user_id, item, quantity, price, reason)
            SELECT * FROM unnest(@OrderIds, @Statuses, @UserIds, @Items, @Quantities, @Prices, @Reasons);
            """;
        const string ChangeSql = """
            UPDATE reservations r
            SET status = c.status, reason = c.reason
            FROM unnest(@ChangedOrderIds, @ChangedStatuses, @ChangedReasons) AS c (order_id, status, reason)
            WHERE r.order_id = ANY(@ChangedOrderIds) AND r.order_id = c.order_id;
            """;
        const string StockSql = """
            UPDATE stock s
            SET available = s.available + c.units, reserved = s.reserved - c.units
            FROM unnest(@StockItems, @StockUnits) AS c (item, units)
            WHERE s.item = ANY(@StockItems) AND s.item = c.item;
            """;
        if (outcome.New.Count > 0)
        {
            work.Write(new Statement(InsertSql, InsertParameters.Of(outcome.New)));
        }

        if (outcome.Changed.Count > 0)
        {
            work.Write(new Statement(ChangeSql, ChangeParameters.Of(outcome.Changed)));
        }

        if (outcome.Stock.Count > 0)
        {
            work.Write(new Statement(StockSql, StockParameters.Of(outcome.Stock)));
        }
    }
}

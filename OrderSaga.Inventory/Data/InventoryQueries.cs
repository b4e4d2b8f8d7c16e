using Dapper;
using Npgsql;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Inventory.Data;

/// <summary>What the HTTP API reads and sets, a statement each.</summary>
internal sealed class InventoryQueries(NpgsqlDataSource database)
{
    /// <summary>All items, ordered by name.</summary>
    public async Task<IReadOnlyList<StockView>> ListStockAsync(CancellationToken cancellationToken)
    {
        const string Sql = "SELECT item, available, reserved FROM stock ORDER BY item";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var stock = await connection.QueryAsync<StockView>(new CommandDefinition(Sql, cancellationToken: cancellationToken));
        return stock.AsList();
    }

    public async Task<StockView?> FindStockAsync(string item, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT item, available, reserved FROM stock WHERE item = @item";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<StockView>(
            new CommandDefinition(Sql, new { item }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Sets the units available, whatever they were, and adds the item if need be. One statement: it waits for a batch that has the
    /// row locked, and the batch after it sees the new value. What is reserved stays reserved.
    /// </summary>
    public async Task<StockView> SetStockAsync(string item, long available, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO stock (item, available, reserved)
            VALUES (@item, @available, 0)
            ON CONFLICT (item) DO UPDATE SET available = excluded.available
            RETURNING item, available, reserved
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<StockView>(
            new CommandDefinition(Sql, new { item, available }, cancellationToken: cancellationToken));
    }

    public async Task<ReservationView?> FindReservationAsync(Guid orderId, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT order_id AS OrderId, item, quantity, status, reason
            FROM reservations
            WHERE order_id = @orderId
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ReservationView>(
            new CommandDefinition(Sql, new { orderId }, cancellationToken: cancellationToken));
    }
}

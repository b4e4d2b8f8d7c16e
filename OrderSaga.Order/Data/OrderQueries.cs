using Dapper;
using Npgsql;
using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Data;

/// <summary>Reads orders. The cost of a page depends on its size, not on how many orders there are.</summary>
internal sealed class OrderQueries(NpgsqlDataSource database)
{
    // A user's orders are not indexed by status: so many of them are looked through for one page at the most.
    private const int MaxWalk = 5000;

    private static readonly Guid End = Guid.AllBitsSet;

    public async Task<PlacedOrder?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {OrderRow.Columns} FROM orders o WHERE o.id = @id";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<OrderRow>(new CommandDefinition(Sql, new { id }, cancellationToken: cancellationToken));
        return row?.ToOrder();
    }

    public Task<OrderListing> ListAsync(OrderFilter filter, CancellationToken cancellationToken) =>
        filter switch
        {
            { Unsettled: true } => ListOpenAsync(filter, cancellationToken),
            { UserId: not null, Status: not null } => WalkUserAsync(filter, cancellationToken),
            { UserId: not null } => ListByUserAsync(filter, cancellationToken),
            { Status: OrderStatus.Pending } => ListOpenAsync(filter, cancellationToken),
            { Status: not null } => ListDecidedAsync(filter, cancellationToken),
            _ => ListAllAsync(filter, cancellationToken),
        };

    private Task<OrderListing> ListAllAsync(OrderFilter filter, CancellationToken cancellationToken) =>
        PageAsync(
            $"SELECT {OrderRow.Columns} FROM orders o WHERE o.id < @after ORDER BY o.id DESC LIMIT @count", filter, cancellationToken);

    private Task<OrderListing> ListByUserAsync(OrderFilter filter, CancellationToken cancellationToken) =>
        PageAsync(
            $"""
            SELECT {OrderRow.Columns}
            FROM orders o
            WHERE o.user_id = @UserId AND o.id < @after
            ORDER BY o.id DESC
            LIMIT @count
            """,
            filter,
            cancellationToken);

    // Few, unless a part is away. Every pending order is one of them.
    private Task<OrderListing> ListOpenAsync(OrderFilter filter, CancellationToken cancellationToken) =>
        PageAsync(
            $"""
            SELECT {OrderRow.Columns}
            FROM open_orders p
            JOIN orders o ON o.id = p.order_id
            WHERE p.order_id < @after AND (@status::text IS NULL OR o.status = @status) AND (@UserId::text IS NULL OR o.user_id = @UserId)
            ORDER BY p.order_id DESC
            LIMIT @count
            """,
            filter,
            cancellationToken);

    private Task<OrderListing> ListDecidedAsync(OrderFilter filter, CancellationToken cancellationToken) =>
        PageAsync(
            $"""
            SELECT {OrderRow.Columns}
            FROM (
                SELECT e.order_id
                FROM order_events e
                WHERE e.outcome = @status AND e.order_id < @after
                ORDER BY e.order_id DESC
                LIMIT @count) d
            JOIN orders o ON o.id = d.order_id
            ORDER BY o.id DESC
            """,
            filter,
            cancellationToken);

    private async Task<OrderListing> PageAsync(
        string sql, OrderFilter filter, CancellationToken cancellationToken)
    {
        // One more than the page holds tells whether there is a next one.
        var parameters = new { after = filter.After ?? End, filter.UserId, status = filter.Status?.ToWire(), count = filter.Limit + 1 };
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<OrderRow>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken))).AsList();
        PlacedOrder[] page = [.. rows.Take(filter.Limit).Select(row => row.ToOrder())];
        return new OrderListing(page, rows.Count > filter.Limit ? page[^1].Details.Id : null);
    }

    private async Task<OrderListing> WalkUserAsync(OrderFilter filter, CancellationToken cancellationToken)
    {
        const string EndSql = """
            SELECT id FROM orders WHERE user_id = @UserId AND id < @after ORDER BY id DESC OFFSET @MaxWalk - 1 LIMIT 1
            """;
        const string Sql = $"""
            SELECT {OrderRow.Columns}
            FROM orders o
            WHERE o.user_id = @UserId AND o.id < @after AND o.id >= @end AND o.status = @status
            ORDER BY o.id DESC
            LIMIT @count
            """;
        var after = filter.After ?? End;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var end = await connection.QuerySingleOrDefaultAsync<Guid?>(
            new CommandDefinition(EndSql, new { filter.UserId, after, MaxWalk }, cancellationToken: cancellationToken));
        var parameters = new { filter.UserId, after, end = end ?? Guid.Empty, status = filter.Status!.Value.ToWire(), count = filter.Limit + 1 };
        var rows = (await connection.QueryAsync<OrderRow>(new CommandDefinition(Sql, parameters, cancellationToken: cancellationToken))).AsList();
        PlacedOrder[] page = [.. rows.Take(filter.Limit).Select(row => row.ToOrder())];
        return new OrderListing(page, rows.Count > filter.Limit ? page[^1].Details.Id : end);
    }
}

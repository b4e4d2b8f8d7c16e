using Dapper;
using Npgsql;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Payment.Data;

/// <summary>What the HTTP API reads and sets, a statement each.</summary>
internal sealed class PaymentQueries(NpgsqlDataSource database)
{
    /// <summary>All accounts, ordered by user.</summary>
    public async Task<IReadOnlyList<AccountView>> ListAccountsAsync(CancellationToken cancellationToken)
    {
        const string Sql = "SELECT user_id AS UserId, balance, charged FROM accounts ORDER BY user_id";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var accounts = await connection.QueryAsync<AccountView>(new CommandDefinition(Sql, cancellationToken: cancellationToken));
        return accounts.AsList();
    }

    public async Task<AccountView?> FindAccountAsync(string userId, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT user_id AS UserId, balance, charged FROM accounts WHERE user_id = @userId";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<AccountView>(
            new CommandDefinition(Sql, new { userId }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Sets the balance, whatever it was, and opens the account if need be. One statement: it waits for a batch that has the row
    /// locked, and the batch after it sees the new value. What is charged stays charged.
    /// </summary>
    public async Task<AccountView> SetBalanceAsync(string userId, decimal balance, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO accounts (user_id, balance, charged)
            VALUES (@userId, @balance, 0)
            ON CONFLICT (user_id) DO UPDATE SET balance = excluded.balance
            RETURNING user_id AS UserId, balance, charged
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<AccountView>(
            new CommandDefinition(Sql, new { userId, balance }, cancellationToken: cancellationToken));
    }

    public async Task<PaymentView?> FindPaymentAsync(Guid orderId, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT order_id AS OrderId, user_id AS UserId, amount, status, reason
            FROM payments
            WHERE order_id = @orderId
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<PaymentView>(
            new CommandDefinition(Sql, new { orderId }, cancellationToken: cancellationToken));
    }
}

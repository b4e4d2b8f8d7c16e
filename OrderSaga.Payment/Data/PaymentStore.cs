using Dapper;
using OrderSaga.Payment.Domain;
using OrderSaga.ServiceDefaults.Outbox;

namespace OrderSaga.Payment.Data;

/// <summary>
/// Payments and the accounts beneath them, a batch at a time. One round trip to load, one to save. Every
/// statement finds its rows by <c>= ANY</c> of the keys, also where a join would do: a prepared plan lives on while the table grows,
/// and one made for a join while the table was still empty reads all of it.
/// </summary>
internal static class PaymentStore
{
    /// <summary>
    /// Loads what the batch may touch, and locks it: payments before accounts, each in the order of its key, so that batches of
    /// several instances queue up and never deadlock. The account row's lock also holds off a PUT until the batch is committed.
    /// </summary>
    public static Statement LoadForUpdate(BatchKeys keys)
    {
        const string Sql = """
            SELECT order_id AS OrderId, status, user_id AS UserId, amount, reason
            FROM payments
            WHERE order_id = ANY(@OrderIds)
            ORDER BY order_id
            FOR UPDATE;

            SELECT user_id, balance
            FROM accounts
            WHERE user_id = ANY(ARRAY(
                SELECT unnest(@UserIds)
                UNION ALL
                SELECT user_id FROM payments WHERE order_id = ANY(@CancelledOrderIds) AND status = 'CHARGED'))
            ORDER BY user_id
            FOR UPDATE;
            """;
        return new Statement(Sql, keys);
    }

    public static async Task<(IReadOnlyDictionary<Guid, PaymentState> Payments, AccountLedger Accounts)> ReadAsync(SqlMapper.GridReader loaded)
    {
        var payments = await loaded.ReadAsync<PaymentRow>();
        var accounts = await loaded.ReadAsync<(string UserId, decimal Balance)>();
        return (
            payments.ToDictionary(row => row.OrderId, row => row.ToState()),
            new AccountLedger(accounts.ToDictionary(row => row.UserId, row => row.Balance, StringComparer.Ordinal)));
    }

    /// <summary>
    /// Adds what the batch changed to the unit's writes. Its commit fails with 23505 when another instance has just decided on one of
    /// the new orders: the batch is then to be handled again, and will find it.
    /// </summary>
    public static void Save(UnitOfWork work, BatchOutcome outcome)
    {
        const string InsertSql = """
            INSERT INTO payments (order_id, status, user_id, amount, reason)
            SELECT * FROM unnest(@OrderIds, @Statuses, @UserIds, @Amounts, @Reasons);
            """;
        const string ChangeSql = """
            UPDATE payments p
            SET status = c.status, reason = c.reason
            FROM unnest(@ChangedOrderIds, @ChangedStatuses, @ChangedReasons) AS c (order_id, status, reason)
            WHERE p.order_id = ANY(@ChangedOrderIds) AND p.order_id = c.order_id;
            """;
        const string AccountsSql = """
            UPDATE accounts a
            SET balance = a.balance + c.amount, charged = a.charged - c.amount
            FROM unnest(@AccountUserIds, @AccountAmounts) AS c (user_id, amount)
            WHERE a.user_id = ANY(@AccountUserIds) AND a.user_id = c.user_id;
            """;
        if (outcome.New.Count > 0)
        {
            work.Write(new Statement(InsertSql, InsertParameters.Of(outcome.New)));
        }

        if (outcome.Changed.Count > 0)
        {
            work.Write(new Statement(ChangeSql, ChangeParameters.Of(outcome.Changed)));
        }

        if (outcome.Accounts.Count > 0)
        {
            work.Write(new Statement(AccountsSql, AccountParameters.Of(outcome.Accounts)));
        }
    }
}

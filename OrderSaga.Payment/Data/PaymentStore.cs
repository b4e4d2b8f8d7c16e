using Dapper;
using OrderSaga.Payment.Domain;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

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
    public static async Task<PaymentBatch> LoadAsync(UnitOfWork work, BatchKeys keys, CancellationToken cancellationToken)
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
        await using var results = await work.Connection.QueryMultipleAsync(
            new CommandDefinition(Sql, keys, work.Transaction, cancellationToken: cancellationToken));
        var payments = await results.ReadAsync<PaymentRow>();
        var accounts = await results.ReadAsync<(string UserId, decimal Balance)>();
        return new PaymentBatch(
            payments.ToDictionary(row => row.OrderId, row => row.ToState()),
            new AccountLedger(accounts.ToDictionary(row => row.UserId, row => row.Balance, StringComparer.Ordinal)));
    }

    /// <summary>Saves what the batch changed, in one round trip.</summary>
    /// <exception cref="Npgsql.PostgresException">
    /// 23505: another instance has just decided one of the new orders. The consumer handles the batch again, and finds that decision.
    /// </exception>
    public static async Task SaveAsync(UnitOfWork work, BatchOutcome outcome, CancellationToken cancellationToken)
    {
        // Of a payment that exists only the refund is news: what was charged, and to whom, stays as it was.
        const string Sql = """
            INSERT INTO payments (order_id, status, user_id, amount, reason)
            SELECT * FROM unnest(@OrderIds, @Statuses, @UserIds, @Amounts, @Reasons);

            UPDATE payments p
            SET status = c.status, reason = c.reason
            FROM unnest(@ChangedOrderIds, @ChangedStatuses, @ChangedReasons) AS c (order_id, status, reason)
            WHERE p.order_id = ANY(@ChangedOrderIds) AND p.order_id = c.order_id;

            UPDATE accounts a
            SET balance = a.balance + c.amount, charged = a.charged - c.amount
            FROM unnest(@AccountUserIds, @AccountAmounts) AS c (user_id, amount)
            WHERE a.user_id = ANY(@AccountUserIds) AND a.user_id = c.user_id;
            """;
        PaymentRow[] added = [.. outcome.New.Select(PaymentRow.Of)];
        PaymentRow[] changed = [.. outcome.Changed.Select(PaymentRow.Of)];
        var parameters = new
        {
            OrderIds = Array.ConvertAll(added, row => row.OrderId),
            Statuses = Array.ConvertAll(added, row => row.Status),
            UserIds = Array.ConvertAll(added, row => row.UserId),
            Amounts = Array.ConvertAll(added, row => row.Amount),
            Reasons = Array.ConvertAll(added, row => row.Reason),
            ChangedOrderIds = Array.ConvertAll(changed, row => row.OrderId),
            ChangedStatuses = Array.ConvertAll(changed, row => row.Status),
            ChangedReasons = Array.ConvertAll(changed, row => row.Reason),
            AccountUserIds = outcome.Accounts.Select(change => change.Key).ToArray(),
            AccountAmounts = outcome.Accounts.Select(change => change.Value).ToArray(),
        };
        await work.Connection.ExecuteAsync(new CommandDefinition(Sql, parameters, work.Transaction, cancellationToken: cancellationToken));
    }
}

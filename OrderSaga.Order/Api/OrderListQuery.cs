using System.Globalization;
using OrderSaga.Contracts;
using OrderSaga.Order.Data;
using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Api;

/// <summary>Reads and validates the query of <c>GET /orders</c>.</summary>
internal static class OrderListQuery
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <returns>What is asked for; meaningless when <paramref name="errors"/> tells what is wrong.</returns>
    public static OrderFilter Read(string? status, string? userId, string? settled, string? after, string? limit, FieldErrors errors)
    {
        OrderStatus? wanted = null;
        if (status is not null && (wanted = WireNames.ToStatus(status)) is null)
        {
            errors.Add("status", "must be PENDING, CONFIRMED or CANCELLED");
        }

        if (userId is not null && !Limits.IsName(userId))
        {
            errors.Add("userId", $"must be 1 to {Limits.MaxNameLength} characters of A-Z, a-z, 0-9, '.', '_' and '-'");
        }

        if (settled is not (null or "false"))
        {
            errors.Add("settled", "must be false, or left out");
        }

        Guid? cursor = null;
        if (after is not null)
        {
            if (Guid.TryParseExact(after, "D", out var id))
            {
                cursor = id;
            }
            else
            {
                errors.Add("after", "must be the id of an order, as 'next' has it");
            }
        }

        var count = DefaultLimit;
        if (limit is not null
            && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxLimit))
        {
            errors.Add("limit", $"must be a whole number from 1 to {MaxLimit}");
        }

        return new OrderFilter(wanted, userId, cursor, count, Unsettled: settled is not null);
    }
}

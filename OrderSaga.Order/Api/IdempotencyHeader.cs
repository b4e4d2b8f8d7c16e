using OrderSaga.Order.Domain;
using OrderSaga.Order.Placement;

namespace OrderSaga.Order.Api;

/// <summary>Reads and validates the header under which a client may send an order again.</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    /// <returns>The header's value; null when there is none, or when <paramref name="errors"/> tells what is wrong.</returns>
    public static string? Read(IHeaderDictionary headers, FieldErrors errors)
    {
        if (!headers.TryGetValue(Name, out var values))
        {
            return null;
        }

        if (values is [{ } value] && IdempotencyKey.IsValid(value))
        {
            return value;
        }

        errors.Add(Name, $"must be one value of 1 to {IdempotencyKey.MaxLength} visible ASCII characters");
        return null;
    }

    public static IdempotencyKey? ToKey(string? value, OrderDetails order) =>
        value is null ? null : new IdempotencyKey(value, IdempotencyKey.HashOf(order));
}

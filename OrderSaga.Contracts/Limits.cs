namespace OrderSaga.Contracts;

/// <summary>The bounds of what a client or a peer may say. Both the HTTP API and the event codec hold to them.</summary>
public static class Limits
{
    /// <summary>Characters in a user id, an item or an idempotency-relevant name.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Units in one order.</summary>
    public const int MaxQuantity = 1000;

    /// <summary>Price of one unit.</summary>
    public const decimal MinPrice = 0.01m;

    /// <summary>Price of one unit.</summary>
    public const decimal MaxPrice = 1_000_000m;

    /// <summary>Bytes in a request body.</summary>
    public const int MaxBodyBytes = 16 * 1024;

    /// <summary>1 to <see cref="MaxNameLength"/> characters of <c>[A-Za-z0-9._-]</c>.</summary>
    public static bool IsName(string? value) =>
        value is { Length: > 0 and <= MaxNameLength } && value.AsSpan().IndexOfAnyExcept(NameCharacters) < 0;

    public static bool IsQuantity(int value) => value is >= 1 and <= MaxQuantity;

    public static bool IsPrice(decimal value) => value is >= MinPrice and <= MaxPrice && HasAtMostTwoDecimals(value);

    public static bool HasAtMostTwoDecimals(decimal value) => decimal.Round(value, 2) == value;

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
}

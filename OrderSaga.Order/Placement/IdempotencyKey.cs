using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Placement;

/// <summary>
/// The client's <c>Idempotency-Key</c>, and a digest of what it asked for under it
/// (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/).
/// </summary>
/// <param name="Value">1 to <see cref="MaxLength"/> visible ASCII characters.</param>
/// <param name="RequestHash">Tells two requests apart, not two spellings of the same one.</param>
internal sealed record IdempotencyKey(string Value, byte[] RequestHash)
{
    public const int MaxLength = 128;

    public static bool IsValid(string value) =>
        value.Length is > 0 and <= MaxLength && !value.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>SHA-256 of the fields. None of them can hold the separator.</summary>
    public static byte[] HashOf(OrderDetails order) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{order.UserId}\n{order.Item}\n{order.Quantity}\n{order.Price:0.00}")));

    public bool IsFor(byte[] requestHash) => RequestHash.AsSpan().SequenceEqual(requestHash);
}

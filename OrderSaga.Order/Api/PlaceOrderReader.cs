using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using OrderSaga.Contracts;
using OrderSaga.Order.Domain;

namespace OrderSaga.Order.Api;

/// <summary>
/// Reads and validates the body of <c>POST /orders</c>, all of it in one place. The framework's binding would stop at the first
/// member of a wrong type; this names every field that is wrong.
/// </summary>
internal static class PlaceOrderReader
{
    private const string Body = "body";
    private const string UserId = "userId";
    private const string Item = "item";
    private const string Quantity = "quantity";
    private const string Price = "price";

    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private static readonly string NameRule = $"must be 1 to {Limits.MaxNameLength} characters of A-Z, a-z, 0-9, '.', '_' and '-'";
    private static readonly string QuantityRule = $"must be a whole number from 1 to {Limits.MaxQuantity}";
    private static readonly string PriceRule =
        FormattableString.Invariant($"must be a number from {Limits.MinPrice} to {Limits.MaxPrice} with at most two decimals");

    /// <returns>What was ordered, under a new id; null when <paramref name="errors"/> tells what is wrong.</returns>
    /// <exception cref="BadHttpRequestException">The body is larger than the server takes, or broke off.</exception>
    public static async Task<OrderDetails?> ReadAsync(HttpRequest request, DateTimeOffset now, FieldErrors errors)
    {
        if (request.ContentType is not null && !request.HasJsonContentType())
        {
            errors.Add(Body, "must be application/json");
            return null;
        }

        // All of it: BodyLimit lets no more than this through. In place, where reading it as a stream would copy it.
        var read = await request.BodyReader.ReadAtLeastAsync(Limits.MaxBodyBytes + 1, request.HttpContext.RequestAborted);
        try
        {
            using var document = JsonDocument.Parse(WithoutByteOrderMark(read.Buffer), Json);
            return Validate(document.RootElement, now, errors);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter where a name has half a surrogate pair in it.
            errors.Add(Body, "must be valid JSON, each field at most once");
            return null;
        }
        finally
        {
            request.BodyReader.AdvanceTo(read.Buffer.End);
        }
    }

    internal static OrderDetails? Validate(JsonElement body, DateTimeOffset now, FieldErrors errors)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            errors.Add(Body, "must be a JSON object");
            return null;
        }

        var userId = ReadName(body, UserId, errors);
        var item = ReadName(body, Item, errors);
        var quantity = ReadQuantity(body, errors);
        var price = ReadPrice(body, errors);
        return errors.Any ? null : new OrderDetails(Guid.CreateVersion7(now), userId!, item!, quantity, price);
    }

    // Some editors write one, and RFC 8259 (section 8.1) lets a reader ignore it.
    private static ReadOnlySequence<byte> WithoutByteOrderMark(ReadOnlySequence<byte> body)
    {
        var mark = Encoding.UTF8.Preamble;
        var reader = new SequenceReader<byte>(body);
        return reader.IsNext(mark) ? body.Slice(mark.Length) : body;
    }

    private static string? ReadName(JsonElement body, string field, FieldErrors errors)
    {
        if (body.TryGetProperty(field, out var value) && ReadString(value) is { } name && Limits.IsName(name))
        {
            return name;
        }

        errors.Add(field, NameRule);
        return null;
    }

    private static string? ReadString(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Valid JSON, but half a surrogate pair is not text.
            return null;
        }
    }

    private static int ReadQuantity(JsonElement body, FieldErrors errors)
    {
        if (!body.TryGetProperty(Quantity, out var value))
        {
            return 1;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var quantity) || !Limits.IsQuantity(quantity))
        {
            errors.Add(Quantity, QuantityRule);
            return 0;
        }

        return quantity;
    }

    // A decimal keeps 28 digits, and would round the rest away before anybody could count its decimals.
    private static bool IsExact(JsonElement number) => JsonMarshal.GetRawUtf8Value(number).Length <= 28;

    private static decimal ReadPrice(JsonElement body, FieldErrors errors)
    {
        if (!body.TryGetProperty(Price, out var value)
            || value.ValueKind != JsonValueKind.Number || !IsExact(value) || !value.TryGetDecimal(out var price) || !Limits.IsPrice(price))
        {
            errors.Add(Price, PriceRule);
            return 0;
        }

        // Cuts the zeros of 9.9000, not that of 9.90.
        return decimal.Round(price, 2);
    }
}

using System.Text.Json;

namespace OrderSaga.Contracts.Http;

/// <summary>Body of <c>POST /orders</c>. <see cref="Price"/> is that of one unit; see <see cref="Limits"/>.</summary>
public sealed record PlaceOrderRequest(string? UserId, string? Item, decimal? Price, int? Quantity = 1);

/// <summary>The 202 of <c>POST /orders</c>: the order is stored and its saga under way.</summary>
public sealed record OrderAccepted(
    Guid Id, string UserId, string Item, int Quantity, decimal Price, string Status, DateTimeOffset CreatedAt);

/// <summary>
/// An order as the Order service knows it. <paramref name="Inventory"/> and <paramref name="Payment"/> tell how far the other
/// services have come, as far as their events have been seen here; <paramref name="Attempts"/> counts re-drives.
/// </summary>
public sealed record OrderView(
    Guid Id,
    string UserId,
    string Item,
    int Quantity,
    decimal Price,
    string Status,
    string? Reason,
    bool Settled,
    string Inventory,
    string Payment,
    int Attempts,
    DateTimeOffset? DeadlineAt,
    string? TraceId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>One keyset page, newest first. <paramref name="Next"/> goes into <c>after</c>; absent on the last page.</summary>
public sealed record OrderPage(IReadOnlyList<OrderView> Items, Guid? Next);

/// <summary>One event that the Order service sent or saw.</summary>
public sealed record TimelineEntry(
    Guid MessageId, string Type, string Source, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, JsonElement Payload);

/// <summary>Counts by status, orders not settled yet, and saga durations in milliseconds of the recent past.</summary>
public sealed record OrderStats(long Pending, long Confirmed, long Cancelled, long Unsettled, SagaDurations Durations);

/// <summary>From creation to settlement, in milliseconds, over the <paramref name="Count"/> latest settled orders looked at.</summary>
public sealed record SagaDurations(int Count, double P50, double P95, double P99);

/// <summary>How many orders were retried.</summary>
public sealed record RetryResult(int Count);

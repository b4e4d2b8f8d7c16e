using OrderSaga.Web.Clients;

namespace OrderSaga.Web.Sagas;

/// <summary>What the list is narrowed down to. Each part stands in the page's address, so that a view can be shared.</summary>
public sealed record SagaFilter(string? Status = null, string? User = null, string? Show = null, string? Search = null)
{
    public const string Unsettled = "unsettled";
    public const string Redriven = "redriven";

    public bool IsEmpty => Status is null && User is null && Show is null && Search is null;

    /// <summary>From an address: what is empty or unknown narrows nothing.</summary>
    public static SagaFilter FromAddress(string? status, string? user, string? show, string? search) => new(
        status is "PENDING" or "CONFIRMED" or "CANCELLED" ? status : null,
        Trimmed(user),
        show is Unsettled or Redriven ? show : null,
        Trimmed(search)?.TrimStart('…').ToLowerInvariant());

    /// <summary>A whole order id; the page goes straight there.</summary>
    public Guid? OrderId => Search is not null && Search.Contains('-') && Guid.TryParse(Search, out var id) ? id : null;

    /// <summary>Whether Order narrows it down by itself. It has no index of traces, nor of how often orders were driven again.</summary>
    public bool IsServed => Show != Redriven && Search is null;

    /// <summary>What Order can do of it.</summary>
    public OrderQuery ToQuery(Guid? after = null, int limit = 50) => new(Status, User, after, limit) { Unsettled = Show == Unsettled };

    public bool Matches(SagaRow row) =>
        (Status is null || row.Status == Status)
        && (User is null || row.UserId == User)
        && (Show != Unsettled || !row.Settled)
        && (Show != Redriven || row.Redrives > 0)
        && (Search is null || row.TraceId == Search || row.Id.ToString().Contains(Search, StringComparison.Ordinal));

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

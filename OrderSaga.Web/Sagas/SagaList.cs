using OrderSaga.Contracts.Http;
using OrderSaga.Web.Feed;

namespace OrderSaga.Web.Sagas;

/// <summary>The list that people see, made of what Order answers and what the exchange shows.</summary>
public static class SagaList
{
    /// <summary>What began longer ago than this is in Order's answer, unless the filter leaves it out there.</summary>
    private static readonly TimeSpan New = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Newest first. Order has the last word on what it answered; the exchange adds what is newer than the answer, and stands in
    /// for it while Order is down. A saga whose end the page has missed would be pending for ever on the exchange: so it adds only new ones.
    /// </summary>
    /// <param name="answered">Order's page, or null while it does not answer.</param>
    /// <param name="live">The latest on the exchange.</param>
    /// <param name="filter">What to keep.</param>
    /// <param name="count">The most to show.</param>
    /// <param name="now">The present time.</param>
    public static IReadOnlyList<SagaRow> Merge(
        IReadOnlyList<OrderView>? answered, IReadOnlyList<LiveSaga> live, SagaFilter filter, int count, DateTimeOffset now)
    {
        var known = (answered ?? []).Select(SagaRow.Of).ToList();
        var ids = known.Select(row => row.Id).ToHashSet();
        var newest = answered is { Count: > 0 } ? answered[0].Id : (Guid?)null;
        var extra = live
            .Where(saga => answered is null || now - saga.StartedAt <= New)
            .Where(saga => !ids.Contains(saga.OrderId) && (newest is null || saga.OrderId.CompareTo(newest.Value) > 0))
            .Select(SagaRow.Of);
        return [.. known.Concat(extra).Where(filter.Matches).OrderByDescending(row => row.Id).Take(count)];
    }
}

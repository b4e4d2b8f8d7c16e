using OrderSaga.Contracts.Http;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Feed;

namespace OrderSaga.Web.Sagas;

/// <summary>Reads one view of the list: the latest page for everybody is shared, any other is asked for.</summary>
public sealed class SagaListReader(OrderClient orders, SharedAnswers shared, LiveFeed feed, TimeProvider clock)
{
    public const int PageSize = 50;

    public async Task<SagaListView> ReadAsync(SagaFilter filter, Guid? after, CancellationToken cancellationToken)
    {
        var answer = filter.IsEmpty && after is null
            ? await shared.LatestOrders.GetAsync(cancellationToken)
            : await orders.ListAsync(filter.ToQuery(after, PageSize), cancellationToken);
        return ToView(answer, filter, after);
    }

    /// <summary>What is known already, for the first paint; null when that is nothing.</summary>
    public SagaListView? ReadLatest(SagaFilter filter, Guid? after) =>
        filter.IsEmpty && after is null && shared.LatestOrders.Latest is { } answer ? ToView(answer, filter, after) : null;

    private SagaListView ToView(Answer<OrderPage> answer, SagaFilter filter, Guid? after)
    {
        // An older page is history: what happens now does not belong to it.
        var live = after is null ? feed.Window.Latest(PageSize, saga => filter.Matches(SagaRow.Of(saga))) : [];
        return new(SagaList.Merge(answer.Value?.Items, live, filter, PageSize, clock.GetUtcNow()), answer.Value?.Next, answer.IsOk ? null : answer.Explanation);
    }
}

/// <summary>The rows, where the next page begins, and why Order did not answer if it did not.</summary>
public sealed record SagaListView(IReadOnlyList<SagaRow> Rows, Guid? Next, string? Trouble);

using OrderSaga.Contracts.Http;
using OrderSaga.Web.Clients;
using OrderSaga.Web.Feed;

namespace OrderSaga.Web.Sagas;

/// <summary>Reads one view of the list: the latest page for everybody is shared, any other is asked for.</summary>
public sealed class SagaListReader(OrderClient orders, SharedAnswers shared, LiveFeed feed, TimeProvider clock)
{
    public const int PageSize = 50;

    // For one page of what Order does not narrow down by itself.
    private const int Step = 200;
    private const int MaxSteps = 5;

    public async Task<SagaListView> ReadAsync(SagaFilter filter, Guid? after, CancellationToken cancellationToken)
    {
        var answer = filter.IsEmpty && after is null
            ? await shared.LatestOrders.GetAsync(cancellationToken)
            : filter.IsServed
                ? await orders.ListAsync(filter.ToQuery(after, PageSize), cancellationToken)
                : await LookThroughAsync(filter, after, cancellationToken);
        return ToView(answer, filter, after);
    }

    /// <summary>What is known already, for the first paint; null when that is nothing.</summary>
    public SagaListView? ReadLatest(SagaFilter filter, Guid? after) =>
        filter.IsEmpty && after is null && shared.LatestOrders.Latest is { } answer ? ToView(answer, filter, after) : null;

    private async Task<Answer<OrderPage>> LookThroughAsync(SagaFilter filter, Guid? after, CancellationToken cancellationToken)
    {
        var found = new List<OrderView>();
        for (var steps = 0; steps < MaxSteps; steps++)
        {
            var answer = await orders.ListAsync(filter.ToQuery(after, Step), cancellationToken);
            if (answer.Value is not { } page)
            {
                return answer;
            }

            foreach (var order in page.Items.Where(order => filter.Matches(SagaRow.Of(order))))
            {
                found.Add(order);
                if (found.Count == PageSize)
                {
                    return new(AnswerKind.Ok, new OrderPage(found, order.Id), null);
                }
            }

            if ((after = page.Next) is null)
            {
                break;
            }
        }

        return new(AnswerKind.Ok, new OrderPage(found, after), null);
    }

    private SagaListView ToView(Answer<OrderPage> answer, SagaFilter filter, Guid? after)
    {
        // An older page is history: what happens now does not belong to it.
        var live = after is null ? feed.Window.Latest(PageSize, saga => filter.Matches(SagaRow.Of(saga))) : [];
        return new(SagaList.Merge(answer.Value?.Items, live, filter, PageSize, clock.GetUtcNow()), answer.Value?.Next, answer.IsOk ? null : answer.Explanation);
    }
}

/// <summary>The rows, where the next page begins, and why Order did not answer if it did not.</summary>
public sealed record SagaListView(IReadOnlyList<SagaRow> Rows, Guid? Next, string? Trouble);

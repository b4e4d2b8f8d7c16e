using System.Diagnostics;
using OrderSaga.Order.Domain;
using OrderSaga.ServiceDefaults.Messaging.Outbox;

namespace OrderSaga.Order.Placement;

/// <summary>Stores requests that arrived together, in one transaction, and tells what became of each.</summary>
internal sealed class PlacementBatch(IReadOnlyList<PlacementRequest> requests)
{
    /// <param name="work">The open transaction.</param>
    /// <param name="isRepeat">
    /// An attempt before this one failed, perhaps after its commit: what it has stored is not announced a second time.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A result for each request, in their order.</returns>
    public async Task<PlacementResult[]> StoreAsync(UnitOfWork work, bool isRepeat, CancellationToken cancellationToken)
    {
        var owners = await ClaimKeysAsync(work, cancellationToken);
        var results = requests.Select(request => Judge(request, owners)).ToArray();

        List<PlacedOrder> orders = [.. results.Zip(requests, (result, request) => (result, request.Order))
            .Where(pair => ReferenceEquals(pair.result.Order, pair.Order))
            .Select(pair => pair.Order)];
        if (isRepeat)
        {
            var stored = await PlacementStore.FindStoredAsync(work, [.. orders.Select(order => order.Details.Id)], cancellationToken);
            orders.RemoveAll(order => stored.Contains(order.Details.Id));
        }

        if (orders.Count > 0)
        {
            OutboxMessage[] events = [.. orders.Select(order => work.Emit(OrderDecider.Create(order.Details).Outgoing!, order.Trace))];
            await PlacementStore.InsertAsync(work, orders, events, cancellationToken);
        }

        return results;
    }

    private async Task<Dictionary<string, KeyOwner>> ClaimKeysAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        // The first of those that share a key claims it for them all.
        PlacementRequest[] claimants = [.. requests.Where(request => request.Key is not null).DistinctBy(request => request.Key!.Value)];
        return claimants.Length == 0 ? [] : await PlacementStore.ClaimKeysAsync(work, claimants, cancellationToken);
    }

    private PlacementResult Judge(PlacementRequest request, Dictionary<string, KeyOwner> owners)
    {
        if (request.Key is not { } key)
        {
            return new PlacementResult(PlacementVerdict.Accepted, request.Order);
        }

        // An order that is not stored yet is this one, or one of the same batch.
        var owner = owners[key.Value];
        var order = owner.Order ?? requests.First(other => other.Order.Details.Id == owner.OrderId).Order;
        return new PlacementResult(key.IsFor(owner.RequestHash) ? PlacementVerdict.Accepted : PlacementVerdict.KeyReused, order);
    }
}

using System.Net;
using System.Net.Http.Json;
using OrderSaga.Contracts.Http;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.EndToEnd;

/// <summary>
/// Items and accounts that one test has to itself, and the orders it placed on them. It knows what it put in, so it can tell at the end
/// whether stock and money are right.
/// </summary>
internal sealed class Shop(SagaApplication application)
{
    private readonly string prefix = "t" + Guid.CreateVersion7().ToString("N")[20..];
    private readonly Dictionary<string, long> stocked = [];
    private readonly Dictionary<string, decimal> deposited = [];
    private readonly Lock gate = new();
    private readonly List<Guid> placed = [];

    public SagaApplication Application { get; } = application;

    public IReadOnlyList<Guid> Placed
    {
        get
        {
            lock (gate)
            {
                return [.. placed];
            }
        }
    }

    public IReadOnlyDictionary<string, long> Stocked => stocked;

    public IReadOnlyDictionary<string, decimal> Deposited => deposited;

    public async Task<string> AddItemAsync(long available, string name = "item")
    {
        var item = $"{prefix}-{name}";
        using var response = await Application.Inventory.PutAsJsonAsync($"/stock/{item}", new SetStockRequest(available), Cancellation);
        response.EnsureSuccessStatusCode();
        stocked[item] = available;
        return item;
    }

    public async Task<string> AddAccountAsync(decimal balance, string name = "user")
    {
        var userId = $"{prefix}-{name}";
        using var response = await Application.Payment.PutAsJsonAsync($"/accounts/{userId}", new SetBalanceRequest(balance), Cancellation);
        response.EnsureSuccessStatusCode();
        deposited[userId] = balance;
        return userId;
    }

    public async Task<OrderAccepted> PlaceAsync(string userId, string item, int quantity = 1, decimal price = 1m)
    {
        using var response = await Application.Orders.PostAsJsonAsync("/orders", new PlaceOrderRequest(userId, item, price, quantity), Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var order = (await response.Content.ReadFromJsonAsync<OrderAccepted>(Cancellation))!;
        Remember(order);
        return order;
    }

    /// <summary>Places an order, and answers its id once its stock is reserved. Whether it is paid by then is the test's affair.</summary>
    public async Task<Guid> PlaceAndReserveAsync(string userId, string item)
    {
        var id = (await PlaceAsync(userId, item)).Id;
        await Application.EventuallyAsync(async () => (await GetAsync(id)).Inventory == "RESERVED", "the stock is reserved");
        return id;
    }

    /// <summary>Places <paramref name="count"/> orders from <paramref name="clients"/> clients at once.</summary>
    public async Task PlaceManyAsync(int count, int clients, Func<int, (string UserId, string Item, int Quantity, decimal Price)> order)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = clients, CancellationToken = Cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, count), options, async (i, _) =>
        {
            var (userId, item, quantity, price) = order(i);
            await PlaceAsync(userId, item, quantity, price);
        });
    }

    /// <summary>
    /// The same, by clients that are refused or cut off now and then: each sends its order again, under the same Idempotency-Key, until
    /// it is accepted.
    /// </summary>
    public async Task PlaceManyPersistentlyAsync(int count, int clients, Func<int, (string UserId, string Item, int Quantity, decimal Price)> order)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = clients, CancellationToken = Cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, count), options, async (i, _) =>
        {
            var (userId, item, quantity, price) = order(i);
            var key = Guid.CreateVersion7().ToString();
            await Application.EventuallyAsync(
                () => TryPlaceAsync(key, new PlaceOrderRequest(userId, item, price, quantity)), $"order {i} is accepted", TimeSpan.FromSeconds(90));
        });
    }

    public async Task<OrderView> GetAsync(Guid id) =>
        (await Application.Orders.GetFromJsonAsync<OrderView>($"/orders/{id}", Cancellation))!;

    public async Task<OrderView> SettledAsync(Guid id)
    {
        OrderView order = null!;
        await Application.EventuallyAsync(async () => (order = await GetAsync(id)).Settled, $"order {id} is settled");
        return order;
    }

    /// <summary>Waits until every order placed here is settled, and answers them.</summary>
    public async Task<IReadOnlyList<OrderView>> AllSettledAsync(TimeSpan? deadline = null)
    {
        var settled = new Dictionary<Guid, OrderView>();
        await Application.EventuallyAsync(
            async () =>
            {
                foreach (var id in Placed.Where(id => !settled.ContainsKey(id)))
                {
                    var order = await GetAsync(id);
                    if (!order.Settled)
                    {
                        return false;
                    }

                    settled.Add(id, order);
                }

                return true;
            },
            $"all {Placed.Count} orders are settled",
            deadline ?? TimeSpan.FromSeconds(90));
        return [.. settled.Values];
    }

    private async Task<bool> TryPlaceAsync(string key, PlaceOrderRequest order)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = JsonContent.Create(order) };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await Application.Orders.SendAsync(request, Cancellation);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return false;
        }

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Remember((await response.Content.ReadFromJsonAsync<OrderAccepted>(Cancellation))!);
        return true;
    }

    private void Remember(OrderAccepted order)
    {
        lock (gate)
        {
            placed.Add(order.Id);
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}

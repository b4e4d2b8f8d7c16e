using System.Diagnostics;
using System.Net.Http.Json;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Bench;

/// <summary>Waits for the sagas to end, and checks what they left behind.</summary>
internal static class Settlement
{
    public static async Task WaitAsync(Services services, TimeSpan deadline)
    {
        var started = Stopwatch.GetTimestamp();
        OrderStats stats;
        while ((stats = (await services.Order.GetFromJsonAsync<OrderStats>("/orders/stats"))!).Unsettled > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > deadline)
            {
                throw new TimeoutException($"After {deadline.TotalSeconds} s there are still {stats.Unsettled} orders not settled.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        }
    }

    /// <summary>The newest <paramref name="count"/> orders, all of which must be settled.</summary>
    public static async Task<IReadOnlyList<OrderView>> ReadAsync(Services services, int count)
    {
        var orders = new List<OrderView>(count);
        var after = "";
        while (orders.Count < count)
        {
            var page = (await services.Order.GetFromJsonAsync<OrderPage>($"/orders?limit=200{after}"))!;
            orders.AddRange(page.Items);
            if (page.Next is null)
            {
                break;
            }

            after = $"&after={page.Next}";
        }

        return orders.Count >= count
            ? orders[..count]
            : throw new InvalidOperationException($"{count} orders were accepted, but only {orders.Count} are there.");
    }

    /// <summary>The at-rest equations for the run's items and accounts, and a sample of its orders one by one.</summary>
    public static async Task VerifyAsync(Services services, Shop shop, IReadOnlyList<OrderView> orders)
    {
        var unsettled = orders.Count(order => !order.Settled);
        Require(unsettled == 0, $"{unsettled} orders are not settled");
        var confirmed = orders.Where(order => order.Status == "CONFIRMED").ToList();
        var stock = (await services.Inventory.GetFromJsonAsync<List<StockView>>("/stock"))!.ToDictionary(view => view.Item);
        foreach (var item in shop.Items)
        {
            var held = confirmed.Where(order => order.Item == item).Sum(order => (long)order.Quantity);
            Require(stock[item] == new StockView(item, Shop.InitialStock - held, held), $"stock of {item}: {stock[item]}, but {held} are held");
        }

        var accounts = (await services.Payment.GetFromJsonAsync<List<AccountView>>("/accounts"))!.ToDictionary(view => view.UserId);
        foreach (var userId in shop.Accounts)
        {
            var charged = confirmed.Where(order => order.UserId == userId).Sum(order => order.Price * order.Quantity);
            Require(
                accounts[userId] == new AccountView(userId, Shop.InitialBalance - charged, charged),
                $"account {userId}: {accounts[userId]}, but {charged} are charged");
        }

        foreach (var order in orders.Where((_, i) => i % Math.Max(1, orders.Count / 500) == 0))
        {
            await VerifyOrderAsync(services, order);
        }
    }

    private static async Task VerifyOrderAsync(Services services, OrderView order)
    {
        var reservation = await FindAsync<ReservationView>(services.Inventory, $"/reservations/{order.Id}");
        var payment = await FindAsync<PaymentView>(services.Payment, $"/payments/{order.Id}");
        var holds = order.Status == "CONFIRMED"
            ? reservation?.Status == "RESERVED" && payment?.Status == "CHARGED"
            : reservation?.Status is null or "REJECTED" or "RELEASED" && payment?.Status is null or "DECLINED" or "REFUNDED" or "VOIDED";
        Require(holds, $"order {order.Id} is {order.Status}, its reservation {reservation?.Status}, its payment {payment?.Status}");
    }

    private static async Task<T?> FindAsync<T>(HttpClient client, string path)
        where T : class
    {
        using var response = await client.GetAsync(path);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<T>() : null;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The equations do not hold: " + otherwise + ".");
        }
    }
}

using System.Net;
using System.Net.Http.Json;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Tests.EndToEnd;

/// <summary>The at-rest equations of docs/protocol.md, read over HTTP as any user could.</summary>
internal static class Audit
{
    /// <summary>Checks every order of the shop against the other two services, and the shop's items and accounts against its orders.</summary>
    public static async Task HoldsAsync(Shop shop, IReadOnlyCollection<OrderView> orders)
    {
        var held = new Dictionary<string, long>();
        var charged = new Dictionary<string, decimal>();
        foreach (var order in orders)
        {
            Assert.True(order.Settled, $"Order {order.Id} is not settled.");
            var reservation = await FindAsync<ReservationView>(shop.Application.Inventory, $"/reservations/{order.Id}");
            var payment = await FindAsync<PaymentView>(shop.Application.Payment, $"/payments/{order.Id}");
            var state = $"Order {order.Id} is {order.Status}({order.Reason}), reservation {reservation?.Status}, payment {payment?.Status}.";
            if (order.Status == "CONFIRMED")
            {
                Assert.True(reservation?.Status == "RESERVED" && payment?.Status == "CHARGED", state);
                Assert.True(reservation.Quantity == order.Quantity && payment.Amount == order.Price * order.Quantity, state);
                held[order.Item] = held.GetValueOrDefault(order.Item) + order.Quantity;
                charged[order.UserId] = charged.GetValueOrDefault(order.UserId) + (order.Price * order.Quantity);
            }
            else
            {
                Assert.True(order.Status == "CANCELLED", state);
                Assert.True(reservation?.Status is null or "REJECTED" or "RELEASED", state);
                Assert.True(payment?.Status is null or "DECLINED" or "REFUNDED" or "VOIDED", state);
            }
        }

        foreach (var (item, initial) in shop.Stocked)
        {
            var stock = await FindAsync<StockView>(shop.Application.Inventory, $"/stock/{item}");
            Assert.Equal(new StockView(item, initial - held.GetValueOrDefault(item), held.GetValueOrDefault(item)), stock);
            Assert.True(stock!.Available >= 0);
        }

        foreach (var (userId, initial) in shop.Deposited)
        {
            var account = await FindAsync<AccountView>(shop.Application.Payment, $"/accounts/{userId}");
            Assert.Equal(new AccountView(userId, initial - charged.GetValueOrDefault(userId), charged.GetValueOrDefault(userId)), account);
            Assert.True(account!.Balance >= 0);
        }
    }

    /// <summary>Waits until all is settled, and then for the equations to hold: the last refund may settle an order before its own commit is read.</summary>
    public static async Task<IReadOnlyList<OrderView>> SettlesAndHoldsAsync(Shop shop, TimeSpan? deadline = null)
    {
        var orders = await shop.AllSettledAsync(deadline);
        await HoldsAsync(shop, orders);
        return orders;
    }

    private static async Task<T?> FindAsync<T>(HttpClient client, string path)
        where T : class
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<T>(TestContext.Current.CancellationToken);
    }
}

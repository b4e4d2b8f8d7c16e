using System.Net.Http.Json;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Bench;

/// <summary>Items and accounts of one run, under names nobody else uses.</summary>
internal sealed class Shop(Services services, Mix mix)
{
    public const long InitialStock = 100_000_000;
    public const decimal InitialBalance = 100_000_000m;

    private readonly string prefix = "b" + Guid.CreateVersion7().ToString("N")[20..];

    public IEnumerable<string> Items => Enumerable.Range(0, mix.Items).Select(Item);

    public IEnumerable<string> Accounts => Enumerable.Range(0, mix.Accounts).Select(Account);

    private string Poor => $"{prefix}-poor";

    private string Scarce => $"{prefix}-scarce";

    public async Task StockAsync()
    {
        foreach (var item in Items)
        {
            await PutAsync(services.Inventory, $"/stock/{item}", new SetStockRequest(InitialStock));
        }

        foreach (var account in Accounts)
        {
            await PutAsync(services.Payment, $"/accounts/{account}", new SetBalanceRequest(InitialBalance));
        }

        await PutAsync(services.Inventory, $"/stock/{Scarce}", new SetStockRequest(0));
        await PutAsync(services.Payment, $"/accounts/{Poor}", new SetBalanceRequest(0));
    }

    public PlaceOrderRequest Order(int i)
    {
        var turn = i % 100;
        var account = turn < mix.DeclinedOutOf100 ? Poor : Account(i % mix.Accounts);
        var item = turn >= 100 - mix.OutOfStockOutOf100 ? Scarce : Item(i % mix.Items);
        return new PlaceOrderRequest(account, item, 1.25m, 1 + (i % 3));
    }

    private string Item(int i) => $"{prefix}-item-{i}";

    private string Account(int i) => $"{prefix}-account-{i}";

    private static async Task PutAsync<T>(HttpClient client, string path, T body)
    {
        using var response = await client.PutAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
    }
}

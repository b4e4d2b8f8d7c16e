using System.Net.Http.Json;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Load;

/// <summary>Items and accounts of one load.</summary>
/// <param name="services">The services that stock them.</param>
/// <param name="mix">How many there are.</param>
/// <param name="prefix">Of all their names.</param>
internal sealed class Shop(Services services, Mix mix, string prefix)
{
    public const long InitialStock = 100_000_000;
    public const decimal InitialBalance = 100_000_000m;

    public IEnumerable<string> Items => Enumerable.Range(0, mix.Items).Select(i => Item(i));

    public IEnumerable<string> Accounts => Enumerable.Range(0, mix.Accounts).Select(i => Account(i));

    public string Poor => $"{prefix}-poor";

    public string Scarce => $"{prefix}-scarce";

    /// <summary>A shop under names that nobody else uses.</summary>
    public static Shop Unique(Services services, Mix mix) => new(services, mix, "b" + Guid.CreateVersion7().ToString("N")[20..]);

    /// <summary>Sets all stock and balances; harmless to repeat.</summary>
    public async Task StockAsync(CancellationToken cancellation = default)
    {
        foreach (var item in Items)
        {
            await PutAsync(services.Inventory, $"/stock/{item}", new SetStockRequest(InitialStock), cancellation);
        }

        foreach (var account in Accounts)
        {
            await PutAsync(services.Payment, $"/accounts/{account}", new SetBalanceRequest(InitialBalance), cancellation);
        }

        await PutAsync(services.Inventory, $"/stock/{Scarce}", new SetStockRequest(0), cancellation);
        await PutAsync(services.Payment, $"/accounts/{Poor}", new SetBalanceRequest(0), cancellation);
    }

    public PlaceOrderRequest Order(long i)
    {
        var turn = i % 100;
        var account = turn < mix.DeclinedOutOf100 ? Poor : Account(i % mix.Accounts);
        var item = turn >= 100 - mix.OutOfStockOutOf100 ? Scarce : Item(i % mix.Items);
        return new PlaceOrderRequest(account, item, 1.25m, 1 + (int)(i % 3));
    }

    private string Item(long i) => $"{prefix}-item-{i}";

    private string Account(long i) => $"{prefix}-account-{i}";

    private static async Task PutAsync<T>(HttpClient client, string path, T body, CancellationToken cancellation)
    {
        using var response = await client.PutAsJsonAsync(path, body, cancellation);
        response.EnsureSuccessStatusCode();
    }
}

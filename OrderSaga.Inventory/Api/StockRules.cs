using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Inventory.Api;

/// <summary>What a client may ask for. Each rule answers the fields that break it, by their names; none when all is well.</summary>
internal static class StockRules
{
    /// <summary>Units of one item that a client may set.</summary>
    public const long MaxAvailable = 1_000_000_000;

    public static Dictionary<string, string[]> Check(string item)
    {
        var errors = new Dictionary<string, string[]>();
        if (!Limits.IsName(item))
        {
            errors["item"] = [$"must be 1 to {Limits.MaxNameLength} characters of A-Z, a-z, 0-9, '.', '_' and '-'"];
        }

        return errors;
    }

    public static Dictionary<string, string[]> Check(string item, SetStockRequest? request)
    {
        var errors = Check(item);
        if (request?.Available is null)
        {
            errors["available"] = ["is required"];
        }
        else if (request.Available is < 0 or > MaxAvailable)
        {
            errors["available"] = [$"must be from 0 to {MaxAvailable}"];
        }

        return errors;
    }
}

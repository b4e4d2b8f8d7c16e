using OrderSaga.Contracts;
using OrderSaga.Contracts.Http;

namespace OrderSaga.Payment.Api;

/// <summary>What a client may ask for. Each rule answers the fields that break it, by their names; none when all is well.</summary>
internal static class AccountRules
{
    /// <summary>Balance that a client may set.</summary>
    public const decimal MaxBalance = 1_000_000_000_000m;

    public static Dictionary<string, string[]> Check(string userId)
    {
        var errors = new Dictionary<string, string[]>();
        if (!Limits.IsName(userId))
        {
            errors["userId"] = [$"must be 1 to {Limits.MaxNameLength} characters of A-Z, a-z, 0-9, '.', '_' and '-'"];
        }

        return errors;
    }

    public static Dictionary<string, string[]> Check(string userId, SetBalanceRequest? request)
    {
        var errors = Check(userId);
        if (request?.Balance is not { } balance)
        {
            errors["balance"] = ["is required"];
        }
        else if (balance is < 0 or > MaxBalance)
        {
            errors["balance"] = [$"must be from 0 to {MaxBalance}"];
        }
        else if (!Limits.HasAtMostTwoDecimals(balance))
        {
            errors["balance"] = ["must have at most two decimals"];
        }

        return errors;
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using OrderSaga.Contracts.Http;
using OrderSaga.Payment.Data;
using OrderSaga.ServiceDefaults.Http;

namespace OrderSaga.Payment.Api;

/// <summary>Who can pay, and how much.</summary>
internal static partial class AccountsApi
{
    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        var accounts = endpoints.MapGroup("/accounts").WithTags("Accounts").RequireSchema();
        accounts.MapGet("/", ListAsync)
            .WithName("ListAccounts")
            .WithSummary("All accounts with their balance and what is charged, ordered by user");
        accounts.MapGet("/{userId}", FindAsync)
            .WithName("GetAccount")
            .WithSummary("The balance of one account")
            .ProducesProblem(StatusCodes.Status404NotFound);
        accounts.MapPut("/{userId}", SetAsync)
            .WithName("SetBalance")
            .WithSummary("Sets the balance of an account, and opens the account if there is none")
            .WithDescription("What is charged stays charged. May be called at any time, also while orders flow.");
        return endpoints;
    }

    private static async Task<Ok<IReadOnlyList<AccountView>>> ListAsync(PaymentQueries queries, CancellationToken cancellationToken) =>
        TypedResults.Ok(await queries.ListAccountsAsync(cancellationToken));

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult, ValidationProblem>> FindAsync(
        string userId, PaymentQueries queries, CancellationToken cancellationToken)
    {
        if (AccountRules.Check(userId) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        return await queries.FindAccountAsync(userId, cancellationToken) is { } account
            ? TypedResults.Ok(account)
            : TypedResults.Problem($"There is no account of '{userId}'.", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<AccountView>, ValidationProblem>> SetAsync(
        string userId,
        SetBalanceRequest? request,
        PaymentQueries queries,
        ILogger<PaymentQueries> logger,
        CancellationToken cancellationToken)
    {
        if (AccountRules.Check(userId, request) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var account = await queries.SetBalanceAsync(userId, request!.Balance!.Value, cancellationToken);
        LogBalanceSet(logger, account.UserId, account.Balance);
        return TypedResults.Ok(account);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Balance of {UserId} set to {Balance}")]
    private static partial void LogBalanceSet(ILogger logger, string userId, decimal balance);
}

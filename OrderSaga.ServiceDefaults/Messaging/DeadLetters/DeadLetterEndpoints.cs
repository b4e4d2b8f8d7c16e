using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OrderSaga.Contracts.Http;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.ServiceDefaults.Messaging.DeadLetters;

/// <summary><c>/dead-letters</c> of a service. Answers 503 while the broker is away.</summary>
internal static class DeadLetterEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/dead-letters").WithTags("Dead letters");
        group.MapGet("/", List).WithName("ListDeadLetters").WithSummary("Lists dead letters, oldest first, and leaves them in the queue.");
        group.MapPost("/replay", Replay).WithName("ReplayDeadLetters").WithSummary("Sends dead letters to this service's queue again: those named, or all.");
        group.MapDelete("/", Purge).WithName("PurgeDeadLetters").WithSummary("Deletes all dead letters.");
    }

    private static async Task<Results<Ok<DeadLetterPage>, ValidationProblem, ProblemHttpResult>> List(
        DeadLetterQueue queue, CancellationToken cancellationToken, int limit = DefaultLimit)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["limit"] = [$"Must be 1 to {MaxLimit}."] });
        }

        try
        {
            return TypedResults.Ok(await queue.ListAsync(limit, cancellationToken));
        }
        catch (BrokerUnreachableException e)
        {
            return BrokerAway(e);
        }
    }

    private static async Task<Results<Ok<DeadLetterResult>, ProblemHttpResult>> Replay(
        DeadLetterQueue queue, CancellationToken cancellationToken, ReplayRequest? request = null)
    {
        try
        {
            return TypedResults.Ok(new DeadLetterResult(await queue.ReplayAsync(request?.MessageIds, cancellationToken)));
        }
        catch (BrokerUnreachableException e)
        {
            return BrokerAway(e);
        }
    }

    private static async Task<Results<Ok<DeadLetterResult>, ProblemHttpResult>> Purge(DeadLetterQueue queue, CancellationToken cancellationToken)
    {
        try
        {
            return TypedResults.Ok(new DeadLetterResult(await queue.PurgeAsync(cancellationToken)));
        }
        catch (BrokerUnreachableException e)
        {
            return BrokerAway(e);
        }
    }

    private static ProblemHttpResult BrokerAway(BrokerUnreachableException e) =>
        TypedResults.Problem(e.InnerException?.Message ?? e.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "The broker is away.");
}

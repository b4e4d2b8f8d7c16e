using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using OrderSaga.Contracts.Http;
using OrderSaga.ServiceDefaults.Http;

namespace OrderSaga.ServiceDefaults.Messaging.Outbox;

/// <summary><c>/outbox</c> of a service. Answers 503 while the database is away.</summary>
internal static class OutboxEndpoint
{
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints
        .MapGet("/outbox", GetAsync)
        .WithName("GetOutbox")
        .WithTags("Outbox")
        .RequireSchema()
        .WithSummary("How many messages the broker has not confirmed yet, and since when the oldest of them waits.")
        .WithDescription($"What the gauges ordersaga.outbox.pending and ordersaga.outbox.oldest.age tell, at this moment. At most {OutboxView.MaxCounted} are counted.");

    private static async Task<Ok<OutboxView>> GetAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return TypedResults.Ok(await OutboxTable.ReadBacklogAsync(connection, cancellationToken));
    }
}

using OrderSaga.ServiceDefaults.Database;

namespace OrderSaga.Order.Api;

/// <summary>Until the migrations are applied there is nothing to ask: 503, rather than the database's complaint about a table.</summary>
internal static class SchemaGate
{
    /// <summary>
    /// Puts it before the endpoints. Not as an endpoint filter: that has the framework pass arguments and results of every request as
    /// objects, and this looks at neither.
    /// </summary>
    public static TBuilder RequireSchema<TBuilder>(this TBuilder endpoints, DatabaseReadiness readiness)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Finally(endpoint =>
        {
            var next = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => readiness.IsReady ? next(context) : AnswerStartingAsync(context);
        });
        return endpoints;
    }

    private static Task AnswerStartingAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return TypedResults.Problem(
                "The service is starting: its database is not ready yet.", statusCode: StatusCodes.Status503ServiceUnavailable)
            .ExecuteAsync(context);
    }
}

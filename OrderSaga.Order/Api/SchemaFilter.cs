using Microsoft.AspNetCore.Http.HttpResults;
using OrderSaga.ServiceDefaults.Database;

namespace OrderSaga.Order.Api;

/// <summary>Until the migrations are applied there is nothing to ask: 503, rather than the database's complaint about a table.</summary>
internal sealed class SchemaFilter(DatabaseReadiness readiness) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (readiness.IsReady)
        {
            return next(context);
        }

        context.HttpContext.Response.Headers.RetryAfter = "1";
        ProblemHttpResult starting = TypedResults.Problem(
            "The service is starting: its database is not ready yet.", statusCode: StatusCodes.Status503ServiceUnavailable);
        return ValueTask.FromResult<object?>(starting);
    }
}

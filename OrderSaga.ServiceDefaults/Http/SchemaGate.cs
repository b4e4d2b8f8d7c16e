using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OrderSaga.ServiceDefaults.Persistence;

namespace OrderSaga.ServiceDefaults.Http;

public static class SchemaGate
{
    /// <summary>Answers 503 until the migrations are applied, rather than with the database's complaint about a table.</summary>
    public static TBuilder RequireSchema<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(async (context, next) =>
        {
            if (context.HttpContext.RequestServices.GetRequiredService<DatabaseReadiness>().IsReady)
            {
                return await next(context);
            }

            context.HttpContext.Response.Headers.RetryAfter = "1";
            return TypedResults.Problem(
                "The service is starting: its database is not ready yet.", statusCode: StatusCodes.Status503ServiceUnavailable);
        });
}

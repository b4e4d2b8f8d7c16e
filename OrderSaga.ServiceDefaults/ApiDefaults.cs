using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderSaga.Contracts;
using OrderSaga.ServiceDefaults.Http;
using Scalar.AspNetCore;

namespace Microsoft.Extensions.Hosting;

/// <summary>What the HTTP APIs share: the JSON dialect, limits, problem details for every error, the OpenAPI document.</summary>
public static class ApiDefaults
{
    /// <summary>Adds it. Bodies are limited to <see cref="Limits.MaxBodyBytes"/> for the whole application.</summary>
    public static TBuilder AddApiDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOpenApi();
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<BadRequestHandler>();
        builder.Services.AddExceptionHandler<UnavailableHandler>();
        builder.Services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = BodyLimit.MaxDrainedBytes;
        });

        // Otherwise what can not be bound is answered without a word outside Development, where BadRequestHandler never sees it.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        return builder;
    }

    /// <summary>
    /// Uses it, and maps <c>/openapi/v1.json</c>; in Development also <c>/scalar</c>, a page to read and to try it.
    /// Comes before the endpoints of the API.
    /// </summary>
    public static WebApplication MapApiDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<BodyLimit>();
        app.MapOpenApi("/openapi/{documentName}.json");
        if (app.Environment.IsDevelopment())
        {
            // Without its fonts, the page asks nobody but this service.
            app.MapScalarApiReference(options => options.WithTitle(app.Environment.ApplicationName).DisableDefaultFonts());
        }

        return app;
    }
}

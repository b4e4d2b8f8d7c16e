using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using OrderSaga.ServiceDefaults.Health;
using OrderSaga.ServiceDefaults.Telemetry;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every project of the solution shares: telemetry, health, service discovery, resilience.</summary>
public static class Extensions
{
    private const string HealthEndpointPath = "/health";
    private const string AlivenessEndpointPath = "/alive";
    private const string AlivenessTag = "live";

    /// <summary>Adds all of it.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.ConfigureOpenTelemetry();
        builder.AddDefaultHealthChecks();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            // A POST that is sent twice may place two orders.
            var resilience = http.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());

            // Defaults are one pipeline for all clients: without this, the circuit that one dead service opens cuts off the others.
            resilience.SelectPipelineByAuthority();

            // Inside the resilience handler, so that each attempt may go to another instance.
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>Logs, metrics and traces; exported over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
    public static TBuilder ConfigureOpenTelemetry<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter("OrderSaga.*")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithTracing(tracing => tracing
                .AddSource("OrderSaga.*")
                .AddSource(builder.Environment.ApplicationName)
                .AddAspNetCoreInstrumentation(options => options.Filter = context =>
                    !context.Request.Path.StartsWithSegments(HealthEndpointPath)
                    && !context.Request.Path.StartsWithSegments(AlivenessEndpointPath))
                .AddHttpClientInstrumentation());

        // The standard variable has the last word: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_TRACES_SAMPLER"]))
        {
            var perSecond = builder.Configuration.GetValue("Telemetry:TracesPerSecond", 100.0);
            var sampler = new RateLimitedSampler(perSecond, burst: 10 * perSecond, TimeProvider.System);
            telemetry.WithTracing(tracing => tracing.SetSampler(new ParentBasedSampler(sampler)));
        }

        // A batch is linked to each of its messages, and an exporter keeps 128 links of a span unless told otherwise.
        builder.Configuration["OTEL_SPAN_LINK_COUNT_LIMIT"] ??= "1024";

        // With the address of nobody, the exporter would retry until the host's shutdown timeout.
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }

        return builder;
    }

    /// <summary>Adds the check behind <c>/alive</c>, and bounds every check.</summary>
    public static TBuilder AddDefaultHealthChecks<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [AlivenessTag]);
        builder.Services.PostConfigure<HealthCheckServiceOptions>(HealthCheckTimeout.Apply);
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (is everything it needs at hand?) and <c>/alive</c> (should it be restarted?): 200 for healthy and degraded,
    /// 503 for unhealthy, with a JSON report. They are mapped in every environment, for orchestrators and operators; they name the
    /// parts of the system, so keep them off public networks.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks(HealthEndpointPath, new HealthCheckOptions { ResponseWriter = HealthResponse.WriteAsync })
            .DisableHttpMetrics();
        app.MapHealthChecks(
                AlivenessEndpointPath,
                new HealthCheckOptions
                {
                    Predicate = check => check.Tags.Contains(AlivenessTag),
                    ResponseWriter = HealthResponse.WriteAsync,
                })
            .DisableHttpMetrics();
        return app;
    }
}

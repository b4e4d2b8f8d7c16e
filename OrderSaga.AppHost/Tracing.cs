using Microsoft.Extensions.Configuration;

namespace OrderSaga.AppHost;

internal static class Tracing
{
    /// <summary>
    /// In Development Aspire has every project record every span. Which traces are kept is for the services to decide, as in production, or
    /// for the person who sets this variable where the AppHost starts. Empty counts as not set.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithOwnSampler(this IResourceBuilder<ProjectResource> project) =>
        project.WithEnvironment("OTEL_TRACES_SAMPLER", project.ApplicationBuilder.Configuration["OTEL_TRACES_SAMPLER"] ?? "");

    /// <summary>The page shows each saga's trace, which it reads from the dashboard, and links to it there.</summary>
    public static IResourceBuilder<ProjectResource> WithTracesOfDashboard(this IResourceBuilder<ProjectResource> web)
    {
        var configuration = web.ApplicationBuilder.Configuration;
        var dashboard = configuration["ASPNETCORE_URLS"]?.Split(';')[0];
        return string.IsNullOrEmpty(dashboard) || configuration["AppHost:DashboardApiKey"] is not { Length: > 0 } key
            ? web
            : web.WithEnvironment("Dashboard__Address", dashboard).WithEnvironment("Dashboard__ApiKey", key);
    }
}

using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Offline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static class PostgresBuilderExtensions
{
    /// <summary>A server of the machine's own package, as a private process. User name and password are always generated offline.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var data = OfflineSettings.Of(builder).Data;
        var server = new PostgresServerResource(name, () => data.Secret($"{name}-password"));
        return builder.AddResource(server)
            .WithAnnotation(new EndpointAnnotation("tcp", "tcp", port))
            .WithAnnotation(new PostgresLauncher(server))
            .WithDatabaseHealthCheck(server, "postgres");
    }

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder,
        string name,
        string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        return builder.ApplicationBuilder.AddResource(database)
            .WithAnnotation(new ChildSetup(new DatabaseCreation(database).EnsureCreatedAsync))
            .WithDatabaseHealthCheck(builder.Resource, database.DatabaseName);
    }

    /// <summary>Keeps the databases when the server restarts.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder,
        string? name = null,
        bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerMountAnnotation(name ?? $"{builder.Resource.Name}-data"));

    private static IResourceBuilder<T> WithDatabaseHealthCheck<T>(this IResourceBuilder<T> builder, PostgresServerResource server, string database)
        where T : IResource
    {
        var key = $"{builder.Resource.Name}_check";
        var check = new DatabaseHealthCheck(server, database);
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, check, failureStatus: null, tags: null));
        return builder.WithHealthCheck(key);
    }
}

using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace OrderSaga.AppHost.Processes;

/// <summary>Adds Postgres of the machine's own package as a private server on loopback, as <c>AddPostgres</c> adds a container.</summary>
internal static class PostgresProcessExtensions
{
    // Aspire stops an executable by SIGTERM, on which Postgres waits for its clients to leave. SIGINT is its "fast" shutdown.
    // https://www.postgresql.org/docs/current/server-shutdown.html
    private const string StopFast = """
        "$@" & server=$!
        trap 'kill -INT $server' TERM INT
        while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
        exit $status
        """;

    public static IResourceBuilder<PostgresProcess> AddPostgresProcess(
        this IDistributedApplicationBuilder builder, string name, string? volume = null)
    {
        var password = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var server = new PostgresProcess(name, DataDirectory.PathOf(builder, name, volume), password);
        var port = FreePort.Next();
        return builder.AddResource(server)
            .WithIconName("DatabaseMultiple")
            .WithEndpoint(port: port, targetPort: port, scheme: "tcp", name: "tcp", isProxied: false)
            .WithArgs(context =>
            {
                context.Args.Add("-c");
                context.Args.Add(StopFast);
                context.Args.Add("postgres");
                foreach (var argument in PostgresCluster.ServerCommand(server, port.ToString(CultureInfo.InvariantCulture)))
                {
                    context.Args.Add(argument);
                }
            })
            .WithConnectionCheck($"{name}_check", connectionString => new PostgresCheck($"{connectionString};Database=postgres"))
            .PrepareBeforeStart((services, cancellationToken) => PostgresCluster.PrepareAsync(server, services, cancellationToken))
            .OnResourceReady((_, ready, cancellationToken) => PostgresDatabases.CreateAsync(server, ready.Services, cancellationToken))
            .OnResourceStopped((_, stopped, _) => PostgresDatabases.FollowAsync(server, stopped));
    }

    public static IResourceBuilder<PostgresProcessDatabase> AddDatabase(this IResourceBuilder<PostgresProcess> builder, string name)
    {
        var database = new PostgresProcessDatabase(name, builder.Resource);
        builder.Resource.Databases.Add(database);
        return builder.ApplicationBuilder.AddResource(database)
            .WithIconName("Database")
            .WithConnectionCheck($"{name}_check", connectionString => new PostgresCheck(connectionString));
    }
}

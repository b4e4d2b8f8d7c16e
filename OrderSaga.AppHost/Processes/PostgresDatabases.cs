using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace OrderSaga.AppHost.Processes;

/// <summary>
/// The databases of a server process. Aspire passes a container's state on to its databases, but not an executable's: they follow it here.
/// </summary>
internal static class PostgresDatabases
{
    public static async Task CreateAsync(PostgresProcess server, IServiceProvider services, CancellationToken cancellationToken)
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        var connectionString = await server.ConnectionStringExpression.GetValueAsync(cancellationToken);
        await using var connection = new NpgsqlConnection($"{connectionString};Database=postgres;Pooling=false");
        await connection.OpenAsync(cancellationToken);
        foreach (var database in server.Databases)
        {
            await CreateAsync(connection, database.Name, cancellationToken);
            await PublishStateAsync(notifications, database, KnownResourceStates.Running);
        }
    }

    public static async Task FollowAsync(PostgresProcess server, ResourceStoppedEvent stopped)
    {
        var notifications = stopped.Services.GetRequiredService<ResourceNotificationService>();
        foreach (var database in server.Databases)
        {
            await PublishStateAsync(notifications, database, stopped.ResourceEvent.Snapshot.State?.Text ?? KnownResourceStates.Finished);
        }
    }

    private static async Task CreateAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // Kept from an earlier run.
        }
    }

    private static Task PublishStateAsync(ResourceNotificationService notifications, PostgresProcessDatabase database, string state) =>
        notifications.PublishUpdateAsync(database, snapshot => snapshot with { State = state });
}

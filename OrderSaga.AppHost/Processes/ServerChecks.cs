using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace OrderSaga.AppHost.Processes;

internal static class ServerChecks
{
    /// <summary>A health check that connects anew each time, so that it tells of a restarted server at once.</summary>
    public static IResourceBuilder<T> WithConnectionCheck<T>(
        this IResourceBuilder<T> builder, string key, Func<string, IHealthCheck> create)
        where T : IResourceWithConnectionString
    {
        IHealthCheck? check = null;
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(
            new(key, _ => check ?? throw new InvalidOperationException("The server's address is not known yet."), null, null));
        return builder
            .OnConnectionStringAvailable(async (resource, _, cancellationToken) =>
                check = create(await resource.ConnectionStringExpression.GetValueAsync(cancellationToken) ?? ""))
            .WithHealthCheck(key);
    }
}

internal sealed class PostgresCheck(string connectionString) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false;Timeout=3");
            await connection.OpenAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(failure.Message);
        }
    }
}

internal sealed class RabbitMQCheck(string connectionString) : IHealthCheck
{
    private readonly ConnectionFactory factory = new()
    {
        Uri = new(connectionString),
        AutomaticRecoveryEnabled = false,
        RequestedConnectionTimeout = TimeSpan.FromSeconds(3),
    };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await factory.CreateConnectionAsync("health check", cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is BrokerUnreachableException or OperationInterruptedException or IOException)
        {
            return HealthCheckResult.Unhealthy(failure.Message);
        }
    }
}

using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Aspire.Hosting.Offline;

/// <summary>Healthy when a client can log in.</summary>
internal sealed class BrokerHealthCheck(RabbitMQServerResource broker) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var factory = new ConnectionFactory
        {
            HostName = "127.0.0.1",
            Port = broker.PrimaryEndpoint.Port,
            UserName = RabbitMQServerResource.UserName,
            Password = broker.Password,
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        };
        try
        {
            await using var connection = await factory.CreateConnectionAsync("health check", cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is BrokerUnreachableException or OperationInterruptedException or IOException)
        {
            return HealthCheckResult.Unhealthy("The broker does not let a client in.", failure);
        }
    }
}

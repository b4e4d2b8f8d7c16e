using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OrderSaga.Contracts;
using OrderSaga.ServiceDefaults.Messaging;
using OrderSaga.ServiceDefaults.Persistence;
using OrderSaga.Tests.Plumbing;

namespace OrderSaga.Tests.ServiceDefaults;

/// <summary>How a service connects to its database.</summary>
public sealed class DatabaseConnectionTests
{
    [Fact]
    public async Task Open_ServerTakesTheConnectionAndSaysNothing_IsATransientFaultSoon()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        using var host = ServiceOf($"Host=localhost;Port={((IPEndPoint)mute.LocalEndpoint).Port};Username=x;Password=x");
        var database = host.Services.GetRequiredService<NpgsqlDataSource>();

        var fault = await Assert.ThrowsAnyAsync<Exception>(
            () => database.OpenConnectionAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken));

        Assert.IsType<NpgsqlException>(fault);
        Assert.True(DatabaseFaults.IsTransient(fault), fault.ToString());
    }

    /// <summary>A server has 100 unless told otherwise, keeps a few of them for its superuser, and others want in too.</summary>
    [Fact]
    public void Pools_OfAllServices_FitIntoOneServer()
    {
        using var host = ServiceOf("Host=nowhere.invalid");
        var database = host.Services.GetRequiredService<NpgsqlDataSource>();

        Assert.InRange(3 * new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize, 3 * 20, 80);
    }

    private static IHost ServiceOf(string connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "connections" });
        builder.Configuration.AddInMemoryCollection(
            [new("ConnectionStrings:messaging", "amqp://nowhere.invalid"), new("ConnectionStrings:some-db", connectionString)]);
        builder.AddSagaService<RecordingHandler>(Routes.PaymentService, "some-db");
        return builder.Build();
    }
}

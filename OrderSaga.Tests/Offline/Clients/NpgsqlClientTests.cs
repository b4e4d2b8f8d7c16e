using System.Data.Common;
using Aspire.Npgsql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace OrderSaga.Tests.Offline.Clients;

public sealed class NpgsqlClientTests
{
    // Nobody listens on port 1.
    private const string Nowhere = "Host=127.0.0.1;Port=1;Database=orders;Username=u;Password=p;Timeout=3";

    [Fact]
    public void AddNpgsqlDataSource_ConnectionString_WinsOverSettings()
    {
        NpgsqlSettings? seen = null;
        var builder = Builder(
            ("ConnectionStrings:orders-db", Nowhere),
            ("Aspire:Npgsql:ConnectionString", "Host=other"),
            ("Aspire:Npgsql:orders-db:DisableTracing", "true"));

        builder.AddNpgsqlDataSource("orders-db", settings => seen = settings, source => source.ConnectionStringBuilder.MaxPoolSize = 7);

        using var host = builder.Build();
        var dataSource = host.Services.GetRequiredService<NpgsqlDataSource>();
        Assert.Equal("127.0.0.1", new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Host);
        Assert.Equal(7, new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).MaxPoolSize);
        Assert.Equal((Nowhere, true, false), (seen!.ConnectionString, seen.DisableTracing, seen.DisableMetrics));
    }

    [Fact]
    public void AddNpgsqlDataSource_Resolved_IsOneSourceAndManyConnections()
    {
        var builder = Builder(("ConnectionStrings:orders-db", Nowhere));
        builder.AddNpgsqlDataSource("orders-db");
        using var host = builder.Build();

        Assert.Same(host.Services.GetRequiredService<NpgsqlDataSource>(), host.Services.GetRequiredService<DbDataSource>());
        using var one = host.Services.GetRequiredService<NpgsqlConnection>();
        using var other = host.Services.GetRequiredService<NpgsqlConnection>();
        Assert.NotSame(one, other);
    }

    [Fact]
    public void AddNpgsqlDataSource_NoConnectionString_FailsOnlyWhenAskedFor()
    {
        var builder = Builder();
        builder.AddNpgsqlDataSource("orders-db");
        using var host = builder.Build();

        var fault = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<NpgsqlDataSource>());
        Assert.Contains("orders-db", fault.Message);
    }

    [Fact]
    public async Task HealthCheck_DatabaseAway_IsUnhealthy()
    {
        var builder = Builder(("ConnectionStrings:orders-db", Nowhere));
        builder.AddNpgsqlDataSource("orders-db");
        using var host = builder.Build();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        var entry = Assert.Single(report.Entries);
        Assert.Equal(("PostgreSql", HealthStatus.Unhealthy), (entry.Key, entry.Value.Status));
        Assert.IsType<NpgsqlException>(entry.Value.Exception);
    }

    [Fact]
    public void AddNpgsqlDataSource_Disabled_AddsNoHealthCheck()
    {
        var builder = Builder(("ConnectionStrings:orders-db", Nowhere));

        builder.AddNpgsqlDataSource("orders-db", settings => settings.DisableHealthChecks = true);

        Assert.DoesNotContain(builder.Services, service => service.ServiceType == typeof(HealthCheckService));
    }

    private static HostApplicationBuilder Builder(params (string Key, string Value)[] configuration)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        return builder;
    }
}

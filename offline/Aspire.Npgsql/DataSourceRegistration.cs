using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aspire.Npgsql;

/// <summary>What Npgsql.DependencyInjection registers: the data source once, and a new closed connection for each who asks.</summary>
internal static class DataSourceRegistration
{
    public static void AddDataSource(
        this IServiceCollection services,
        string? connectionString,
        string connectionName,
        string section,
        Action<NpgsqlDataSourceBuilder>? configure)
    {
        services.TryAddSingleton(provider =>
        {
            // Checked here and not at registration: by now there is a logger that can tell what is missing.
            if (string.IsNullOrWhiteSpace(connectionString))
            {
                throw new InvalidOperationException(
                    $"No connection string: neither 'ConnectionStrings:{connectionName}' nor 'ConnectionString' in the sections " +
                    $"'{section}' and '{section}:{connectionName}' has one.");
            }

            var builder = new NpgsqlDataSourceBuilder(connectionString);
            builder.UseLoggerFactory(provider.GetService<ILoggerFactory>());
            configure?.Invoke(builder);
            return builder.Build();
        });
        services.TryAddSingleton<DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
        services.TryAddTransient(provider => provider.GetRequiredService<NpgsqlDataSource>().CreateConnection());
        services.TryAddTransient<DbConnection>(provider => provider.GetRequiredService<NpgsqlConnection>());
    }
}

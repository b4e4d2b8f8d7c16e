using Dapper;
using Npgsql;
using OrderSaga.Tests.Fixture;

namespace OrderSaga.Tests.Plumbing;

/// <summary>The names that one plumbing test has to itself on the shared servers.</summary>
internal sealed record PlumbingNames(string Service, string Exchange, string Messaging, string Database)
{
    public const string DatabaseConnection = "plumbing-db";

    /// <summary>Creates an empty database, with the table that <see cref="RecordingHandler"/> writes to.</summary>
    public static async Task<PlumbingNames> CreateAsync(SagaApplication application)
    {
        var name = "plumbing-" + Guid.CreateVersion7().ToString("N")[16..];
        var server = await TestDatabase.CreateAsync(application, name);
        await using (var connection = new NpgsqlConnection(server.ConnectionString))
        {
            await connection.ExecuteAsync("CREATE TABLE handled (message_id uuid NOT NULL, order_id uuid NOT NULL)");
        }

        return new PlumbingNames(name, name + ".events", await application.GetConnectionStringAsync("messaging"), server.ConnectionString);
    }
}

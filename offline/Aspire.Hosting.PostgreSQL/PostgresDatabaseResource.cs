namespace Aspire.Hosting.ApplicationModel;

/// <summary>A database of a Postgres server, created once the server answers.</summary>
public class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    public PostgresServerResource Parent { get; } = postgresParentResource;

    public string DatabaseName { get; } = databaseName;

    async ValueTask<string?> IResourceWithConnectionString.GetConnectionStringAsync(CancellationToken cancellationToken) =>
        await Parent.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false) is { } server ? $"{server};Database={DatabaseName}" : null;
}

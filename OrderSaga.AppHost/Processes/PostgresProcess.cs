namespace OrderSaga.AppHost.Processes;

/// <summary>A Postgres server of the machine's own package, with the connection string that Aspire's container has.</summary>
internal sealed class PostgresProcess(string name, string directory, ParameterResource password)
    : ExecutableResource(name, "sh", directory), IResourceWithConnectionString
{
    public const string UserName = "postgres";

    public EndpointReference PrimaryEndpoint => field ??= new(this, "tcp");

    public ParameterResource Password => password;

    /// <summary>Postgres's own data directory; the directory around it also holds what is needed to create it.</summary>
    public string Cluster => Path.Combine(WorkingDirectory, "cluster");

    public List<PostgresProcessDatabase> Databases { get; } = [];

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host={Host};Port={Port};Username={UserName};Password={password}");

    private EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    private EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"{Host}")),
        new("Port", ReferenceExpression.Create($"{Port}")),
        new("Username", ReferenceExpression.Create($"{UserName}")),
        new("Password", ReferenceExpression.Create($"{password}")),
    ];
}

/// <summary>A database of it, created once the server is ready.</summary>
internal sealed class PostgresProcessDatabase(string name, PostgresProcess server)
    : Resource(name), IResourceWithParent<PostgresProcess>, IResourceWithConnectionString
{
    public PostgresProcess Parent => server;

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{server};Database={Name}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
        server.CombineProperties([new("DatabaseName", ReferenceExpression.Create($"{Name}"))]);
}

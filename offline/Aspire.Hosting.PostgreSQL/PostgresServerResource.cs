namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Postgres server with a user <c>postgres</c> and a generated password.</summary>
public class PostgresServerResource : ContainerResource, IResourceWithConnectionString, IResourceWithArgs
{
    internal const string UserName = "postgres";

    private readonly Func<string> _password;

    internal PostgresServerResource(string name, Func<string> password) : base(name)
    {
        _password = password;
        PrimaryEndpoint = new(this, "tcp");
    }

    public EndpointReference PrimaryEndpoint { get; }

    internal string Password => _password();

    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) => new(PrimaryEndpoint.IsAllocated
        ? $"Host=localhost;Port={PrimaryEndpoint.Port};Username={UserName};Password={Password}"
        : null);
}

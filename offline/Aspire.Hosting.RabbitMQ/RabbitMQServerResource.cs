namespace Aspire.Hosting.ApplicationModel;

/// <summary>A RabbitMQ broker with a user <c>guest</c> and a generated password.</summary>
public class RabbitMQServerResource : ContainerResource, IResourceWithConnectionString
{
    internal const string UserName = "guest";

    private readonly Func<string> _password;

    internal RabbitMQServerResource(string name, Func<string> password) : base(name)
    {
        _password = password;
        PrimaryEndpoint = new(this, "tcp");
        ManagementEndpoint = new(this, "management");
    }

    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>Exists with the management plugin only.</summary>
    public EndpointReference ManagementEndpoint { get; }

    internal string Password => _password();

    ValueTask<string?> IResourceWithConnectionString.GetConnectionStringAsync(CancellationToken cancellationToken) => new(PrimaryEndpoint.IsAllocated
        ? $"amqp://{UserName}:{Password}@localhost:{PrimaryEndpoint.Port}"
        : null);
}

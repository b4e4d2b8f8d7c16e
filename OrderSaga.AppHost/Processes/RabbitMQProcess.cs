namespace OrderSaga.AppHost.Processes;

/// <summary>A RabbitMQ broker of the machine's own package, with the connection string that Aspire's container has.</summary>
internal sealed class RabbitMQProcess(string name, string program, string directory, ParameterResource password)
    : ExecutableResource(name, program, directory), IResourceWithConnectionString
{
    public const string UserName = "guest";

    public EndpointReference PrimaryEndpoint => field ??= new(this, "tcp");

    public EndpointReference ManagementEndpoint => field ??= new(this, "management");

    public ParameterResource Password => password;

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"amqp://{UserName}:{password}@{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Host)}")),
        new("Port", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Port)}")),
        new("Username", ReferenceExpression.Create($"{UserName}")),
        new("Password", ReferenceExpression.Create($"{password}")),
        new("Uri", ConnectionStringExpression),
    ];
}

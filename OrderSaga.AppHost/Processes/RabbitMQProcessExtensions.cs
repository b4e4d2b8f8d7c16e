using System.Globalization;

namespace OrderSaga.AppHost.Processes;

/// <summary>
/// Adds RabbitMQ of the machine's own package as a private node on loopback, as <c>AddRabbitMQ</c> adds a container.
/// https://www.rabbitmq.com/docs/configure, https://www.rabbitmq.com/docs/networking
/// </summary>
internal static class RabbitMQProcessExtensions
{
    public static IResourceBuilder<RabbitMQProcess> AddRabbitMQProcess(
        this IDistributedApplicationBuilder builder, string name, string? volume = null)
    {
        var password = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var directory = DataDirectory.PathOf(builder, name, volume);
        var broker = new RabbitMQProcess(name, Programs.RabbitMQ ?? "rabbitmq-server", directory, password);
        var (port, management, portMapper, distribution) = (FreePort.Next(), FreePort.Next(), FreePort.Next(), FreePort.Next());

        // Erlang starts a missing port mapper as a daemon, which outlives the broker. As a resource it ends with the AppHost.
        var mapper = builder.AddExecutable($"{name}-port-mapper", Programs.PortMapper ?? "epmd", directory)
            .WithArgs("-address", "127.0.0.1", "-port", Text(portMapper))
            .WithInitialState(new() { ResourceType = "Executable", Properties = [], IsHidden = true })
            .OnBeforeResourceStarted((_, _, _) => Create(directory))
            .RestartAfterCrash();
        return builder.AddResource(broker)
            .WithIconName("MailMultiple")
            .WithEndpoint(port: port, targetPort: port, scheme: "tcp", name: "tcp", isProxied: false)
            .WithHttpEndpoint(port: management, targetPort: management, name: "management", isProxied: false)
            .WithEnvironment(context =>
                RabbitMQNode.SetEnvironment(broker, Text(portMapper), Text(distribution), context.EnvironmentVariables))
            .WithConnectionCheck($"{name}_check", connectionString => new RabbitMQCheck(connectionString))
            .WaitForStart(mapper)
            .PrepareBeforeStart((_, cancellationToken) =>
                RabbitMQNode.PrepareAsync(broker, Text(port), Text(management), cancellationToken));
    }

    private static Task Create(string directory)
    {
        DataDirectory.Create(directory);
        return Task.CompletedTask;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

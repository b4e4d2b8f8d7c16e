using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

/// <summary>
/// Runs the system's RabbitMQ as a private node: own data, own Erlang cookie, own port mapper, everything on loopback.
/// https://www.rabbitmq.com/docs/configure, https://www.rabbitmq.com/docs/networking
/// </summary>
internal sealed class RabbitMQLauncher(RabbitMQServerResource broker) : ILauncher
{
    // The port mapper (epmd) would otherwise outlive the node as a daemon on a port of its own choice. Here it is a child in
    // the node's process group, and dies with it.
    private const string Script = """
        "$1" -address 127.0.0.1 -port "$ERL_EPMD_PORT" &
        exec "$2"
        """;

    // They stay the same across restarts, so that other nodes and tools that knew them find them again.
    private readonly int _portMapperPort = FreePorts.Next();
    private readonly int _distributionPort = FreePorts.Next();

    public bool IsServer => true;

    public Task<LaunchPlan> PrepareAsync(LaunchContext context, CancellationToken cancellationToken)
    {
        var server = RabbitMQInstallation.Server;
        var portMapper = RabbitMQInstallation.PortMapper;
        var home = ServerVolume.Open(broker, context.Data);
        PrivateFile.Write(Path.Combine(home, "rabbitmq.conf"), Configuration());
        PrivateFile.Write(Path.Combine(home, "enabled_plugins"), broker.ManagementEndpoint.Exists ? "[rabbitmq_management]." : "[].");
        return Task.FromResult(new LaunchPlan("sh", ["-c", Script, "rabbitmq", portMapper, server])
        {
            Environment = EnvironmentIn(home, context.Environment),
            WorkingDirectory = home,
            Grace = LaunchPlan.ContainerGrace,
        });
    }

    private string Configuration()
    {
        var management = broker.ManagementEndpoint.Exists
            ? $"""
               management.tcp.ip = 127.0.0.1
               management.tcp.port = {broker.ManagementEndpoint.Port}
               """
            : "";
        return $"""
            listeners.tcp.1 = 127.0.0.1:{broker.PrimaryEndpoint.Port}
            default_user = {RabbitMQServerResource.UserName}
            default_pass = {broker.Password}
            loopback_users.{RabbitMQServerResource.UserName} = false
            log.console = true
            log.console.level = info
            log.console.use_colors = off
            log.connection.level = warning
            log.file = false
            {management}

            """;
    }

    private Dictionary<string, string> EnvironmentIn(string home, IReadOnlyDictionary<string, string> given) => new(given)
    {
        ["HOME"] = home,
        ["RABBITMQ_NODENAME"] = $"{broker.Name}@localhost",
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(home, "rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(home, "advanced.config"),
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(home, "enabled_plugins"),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(home, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(home, "log"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(home, "config"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(home, "rabbitmq.pid"),
        ["RABBITMQ_DIST_PORT"] = Text(_distributionPort),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false",
        ["ERL_EPMD_PORT"] = Text(_portMapperPort),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",

        // Makes the start script turn into the Erlang VM instead of staying as its parent: the process to signal is the broker.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

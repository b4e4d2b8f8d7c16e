namespace OrderSaga.AppHost.Processes;

/// <summary>What a private RabbitMQ node reads when it starts: its configuration file and its environment.</summary>
internal static class RabbitMQNode
{
    /// <exception cref="DistributedApplicationException">RabbitMQ is not installed, or another node uses the data.</exception>
    public static async Task PrepareAsync(RabbitMQProcess broker, string port, string management, CancellationToken cancellationToken)
    {
        if (Programs.RabbitMQ is null || Programs.PortMapper is null)
        {
            throw Programs.Missing("RabbitMQ", "rabbitmq-server", "rabbitmq");
        }

        var home = broker.WorkingDirectory;
        DataDirectory.Create(home);
        await PidFile.WaitUntilGoneAsync(Path.Combine(home, "rabbitmq.pid"), "beam", cancellationToken);
        DataDirectory.WritePrivately(Path.Combine(home, "enabled_plugins"), "[rabbitmq_management].");
        DataDirectory.WritePrivately(
            Path.Combine(home, "rabbitmq.conf"),
            $"""
            listeners.tcp.1 = 127.0.0.1:{port}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {management}
            default_user = {RabbitMQProcess.UserName}
            default_pass = {await broker.Password.GetValueAsync(cancellationToken)}
            loopback_users.{RabbitMQProcess.UserName} = true
            log.console = true
            log.console.level = info
            log.console.use_colors = off
            log.connection.level = warning
            log.file = false

            """);
    }

    public static void SetEnvironment(
        RabbitMQProcess broker, string portMapper, string distribution, Dictionary<string, object> environment)
    {
        var home = broker.WorkingDirectory;
        (string Name, string Value)[] variables =
        [
            // Erlang keeps its cookie there, a random one.
            ("HOME", home),
            ("RABBITMQ_NODENAME", $"{broker.Name}@localhost"),
            ("RABBITMQ_CONFIG_FILE", Path.Combine(home, "rabbitmq.conf")),
            ("RABBITMQ_ADVANCED_CONFIG_FILE", Path.Combine(home, "advanced.config")),
            ("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(home, "enabled_plugins")),
            ("RABBITMQ_MNESIA_BASE", Path.Combine(home, "mnesia")),
            ("RABBITMQ_LOG_BASE", Path.Combine(home, "log")),
            ("RABBITMQ_GENERATED_CONFIG_DIR", Path.Combine(home, "config")),
            ("RABBITMQ_PID_FILE", Path.Combine(home, "rabbitmq.pid")),
            ("RABBITMQ_DIST_PORT", distribution),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false"),
            ("ERL_EPMD_PORT", portMapper),
            ("ERL_EPMD_ADDRESS", "127.0.0.1"),

            // Makes the start script turn into the Erlang VM, so that the process which Aspire signals is the broker.
            ("RUNNING_UNDER_SYSTEMD", "true"),
        ];
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }
    }
}

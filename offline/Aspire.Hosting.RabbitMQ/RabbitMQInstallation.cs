namespace Aspire.Hosting.Offline;

internal static class RabbitMQInstallation
{
    // Debian's /usr/sbin/rabbitmq-server insists on a system user; the script behind it does not.
    private static readonly string[] Servers = ["/usr/lib/rabbitmq/bin/rabbitmq-server", "/opt/rabbitmq/sbin/rabbitmq-server"];
    private static readonly string[] PortMappers = ["/usr/bin/epmd", "/usr/lib/erlang/bin/epmd", "/usr/local/bin/epmd", "/usr/lib64/erlang/bin/epmd"];

    public static string Server => Servers.FirstOrDefault(File.Exists) ?? throw Missing("rabbitmq-server");

    public static string PortMapper => PortMappers.FirstOrDefault(File.Exists) ?? throw Missing("epmd");

    private static DistributedApplicationException Missing(string program) =>
        new($"{program} was not found. Install RabbitMQ from the system's packages (Debian, Ubuntu: apt-get install rabbitmq-server).");
}

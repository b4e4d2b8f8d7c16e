using Microsoft.Extensions.DependencyInjection;

namespace OrderSaga.AppHost.Processes;

/// <summary>Creates a Postgres cluster, and says how its server is run.</summary>
internal static class PostgresCluster
{
    /// <exception cref="DistributedApplicationException">
    /// Postgres is not installed, or the cluster cannot be created or is in use.
    /// </exception>
    public static async Task PrepareAsync(PostgresProcess server, IServiceProvider services, CancellationToken cancellationToken)
    {
        var log = services.GetRequiredService<ResourceLoggerService>().GetLogger(server);
        var programs = Programs.Postgres(server.Cluster);
        DataDirectory.Create(server.WorkingDirectory);
        await GiveToPostgresAsync(server.WorkingDirectory, log, cancellationToken);
        if (Directory.Exists(server.Cluster))
        {
            await PidFile.WaitUntilGoneAsync(Path.Combine(server.Cluster, "postmaster.pid"), "postgres", cancellationToken);
            return;
        }

        // Made under another name first: an initdb that was interrupted must not pass for a cluster.
        var unfinished = Path.Combine(server.WorkingDirectory, "unfinished");
        var passwordFile = Path.Combine(server.WorkingDirectory, "password");
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        DataDirectory.WritePrivately(passwordFile, await server.Password.GetValueAsync(cancellationToken) ?? "");
        await GiveToPostgresAsync(passwordFile, log, cancellationToken);
        await Tool.RunAsync(
            [
                .. AsPostgres, Path.Combine(programs, "initdb"), "-D", unfinished, "-U", PostgresProcess.UserName, "--pwfile", passwordFile,
                "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale",
            ],
            log,
            cancellationToken);
        File.Delete(passwordFile);
        Directory.Move(unfinished, server.Cluster);
    }

    public static IEnumerable<string> ServerCommand(PostgresProcess server, string port) =>
    [
        .. AsPostgres, Path.Combine(Programs.Postgres(server.Cluster), "postgres"), "-D", server.Cluster,
        "-c", "listen_addresses=localhost", "-c", $"port={port}", "-c", "unix_socket_directories=",
        "-c", "fsync=on", "-c", "synchronous_commit=on",
    ];

    // Postgres refuses to run as root.
    private static string[] AsPostgres =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    private static Task GiveToPostgresAsync(string path, ILogger log, CancellationToken cancellationToken) =>
        Environment.IsPrivilegedProcess ? Tool.RunAsync(["chown", "postgres:", path], log, cancellationToken) : Task.CompletedTask;
}

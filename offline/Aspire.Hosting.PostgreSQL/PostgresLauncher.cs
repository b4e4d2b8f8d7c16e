using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

/// <summary>Runs the system's Postgres as a private cluster on loopback, with the durability of a real one.</summary>
internal sealed class PostgresLauncher(PostgresServerResource server) : ILauncher
{
    public bool IsServer => true;

    public async Task<LaunchPlan> PrepareAsync(LaunchContext context, CancellationToken cancellationToken)
    {
        var volume = ServerVolume.Open(server, context.Data);
        var cluster = Path.Combine(volume, "cluster");
        var programs = PostgresInstallation.Programs(cluster);
        await GiveToServerUserAsync(volume, context, cancellationToken).ConfigureAwait(false);
        if (!Directory.Exists(cluster))
        {
            await CreateClusterAsync(programs, volume, cluster, context, cancellationToken).ConfigureAwait(false);
        }

        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = server.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "",
        };
        var arguments = settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })
            .Concat(server.Annotations.OfType<Arguments>().SelectMany(further => further.Values));
        return PostgresInstallation.AsAllowedUser(Path.Combine(programs, "postgres"), ["-D", cluster, .. arguments], context.Environment) with
        {
            // "Fast shutdown": the other one waits for every client to leave.
            StopSignal = Signal.Interrupt,
            Grace = LaunchPlan.ContainerGrace,
        };
    }

    /// <summary>Made under another name first: an initdb that was interrupted must not pass for a cluster.</summary>
    private async Task CreateClusterAsync(string programs, string volume, string cluster, LaunchContext context, CancellationToken cancellationToken)
    {
        var unfinished = Path.Combine(volume, "unfinished");
        var passwordFile = Path.Combine(volume, "password");
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        PrivateFile.Write(passwordFile, server.Password);
        await GiveToServerUserAsync(passwordFile, context, cancellationToken).ConfigureAwait(false);
        string[] arguments =
        [
            "-D", unfinished, "-U", PostgresServerResource.UserName, "--pwfile", passwordFile,
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8",
        ];
        var initdb = PostgresInstallation.AsAllowedUser(Path.Combine(programs, "initdb"), arguments, context.Environment);
        await Tool.RunAsync(initdb, context, cancellationToken).ConfigureAwait(false);
        File.Delete(passwordFile);
        Directory.Move(unfinished, cluster);
    }

    private static async Task GiveToServerUserAsync(string path, LaunchContext context, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
        {
            await Tool.RunAsync(new("chown", ["postgres:postgres", path]) { Environment = context.Environment }, context, cancellationToken).ConfigureAwait(false);
        }
    }
}

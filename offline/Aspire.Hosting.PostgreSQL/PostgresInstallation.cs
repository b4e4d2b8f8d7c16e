using System.Globalization;

namespace Aspire.Hosting.Offline;

/// <summary>Finds the programs of the system's Postgres package, and the user it may run as.</summary>
internal static class PostgresInstallation
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>The directory of the programs: of the version that made the data, if there are data, else of the newest.</summary>
    /// <exception cref="DistributedApplicationException">None is installed.</exception>
    public static string Programs(string dataDirectory)
    {
        var versionFile = Path.Combine(dataDirectory, "PG_VERSION");
        var version = File.Exists(versionFile) ? File.ReadAllText(versionFile).Trim() : null;
        var candidates = Directory.Exists(DebianRoot)
            ? Directory.GetDirectories(DebianRoot).OrderByDescending(directory => Major(directory)).Select(directory => Path.Combine(directory, "bin"))
            : [];
        var installed = candidates.Append("/usr/bin").Append("/usr/local/bin")
            .Where(directory => File.Exists(Path.Combine(directory, "initdb")))
            .ToList();
        return installed.FirstOrDefault(directory => version is not null && directory == Path.Combine(DebianRoot, version, "bin"))
            ?? installed.FirstOrDefault()
            ?? throw new DistributedApplicationException(
                "PostgreSQL was not found. Install it from the system's packages (Debian, Ubuntu: apt-get install postgresql).");
    }

    /// <summary>Postgres refuses to run as root. Root runs it as the package's own user.</summary>
    public static LaunchPlan AsAllowedUser(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        Environment.IsPrivilegedProcess
            ? new("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", program, .. arguments]) { Environment = environment }
            : new(program, arguments) { Environment = environment };

    private static int Major(string directory) =>
        int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var major) ? major : 0;
}

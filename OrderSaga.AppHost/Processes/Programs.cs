namespace OrderSaga.AppHost.Processes;

/// <summary>The programs of the machine's own packages: Debian and Ubuntu, Fedora, Homebrew.</summary>
internal static class Programs
{
    private static readonly string[] Homebrew = ["/opt/homebrew", "/usr/local"];

    // Debian's /usr/sbin/rabbitmq-server insists on a system user. The script behind it does not.
    public static string? RabbitMQ => FirstFile(
    [
        "/usr/lib/rabbitmq/bin/rabbitmq-server", "/opt/rabbitmq/sbin/rabbitmq-server",
        .. Homebrew.Select(root => $"{root}/opt/rabbitmq/sbin/rabbitmq-server"),
    ]);

    /// <summary>Erlang's port mapper: nodes find each other through it.</summary>
    public static string? PortMapper => FirstFile(
    [
        "/usr/bin/epmd", "/usr/lib/erlang/bin/epmd", "/usr/lib64/erlang/bin/epmd",
        .. Homebrew.Select(root => $"{root}/opt/erlang/bin/epmd"),
    ]);

    /// <summary>Whether this machine has all that both servers need.</summary>
    public static bool AreInstalled => RabbitMQ is not null && PortMapper is not null && InstalledPostgres().Count > 0;

    /// <summary>
    /// The directory with <c>initdb</c> and <c>postgres</c> of the version that made the data; of the newest where there are no data yet.
    /// Another version cannot read them.
    /// </summary>
    /// <param name="cluster">The data directory.</param>
    /// <exception cref="DistributedApplicationException">No such version is installed.</exception>
    public static string Postgres(string cluster)
    {
        var versionFile = Path.Combine(cluster, "PG_VERSION");
        var version = File.Exists(versionFile) ? File.ReadAllText(versionFile).Trim() : null;
        var installed = InstalledPostgres();
        if (installed.Count == 0)
        {
            throw Missing("PostgreSQL", "postgresql", "postgresql");
        }

        return installed.FirstOrDefault(candidate => version is null || candidate.Version is null || candidate.Version == version).Directory
            ?? throw new DistributedApplicationException(
                $"The data in {cluster} were made by PostgreSQL {version}, which is not installed any more. "
                + "Install it, or remove that directory.");
    }

    public static DistributedApplicationException Missing(string server, string debianPackage, string formula) => new(
        $"{server} is not installed. Install it (Debian, Ubuntu: apt-get install {debianPackage}; macOS: brew install {formula}), "
        + "or start Docker or Podman, and run the AppHost again.");

    private static List<(string Directory, string? Version)> InstalledPostgres() =>
        [.. PostgresDirectories().Where(candidate => File.Exists(Path.Combine(candidate.Directory, "initdb")))];

    private static IEnumerable<(string Directory, string? Version)> PostgresDirectories()
    {
        var debian = Versions("/usr/lib/postgresql", "*").Select(version => ($"/usr/lib/postgresql/{version}/bin", (string?)version));
        var homebrew = Homebrew.SelectMany(root => Versions($"{root}/opt", "postgresql@*")
            .Select(formula => ($"{root}/opt/{formula}/bin", (string?)formula["postgresql@".Length..])));
        return [.. debian, .. homebrew, ("/usr/bin", null)];
    }

    private static IEnumerable<string> Versions(string directory, string pattern) => Directory.Exists(directory)
        ? Directory.GetDirectories(directory, pattern).Select(path => Path.GetFileName(path)!)
            .OrderByDescending(name => name.Length).ThenByDescending(name => name, StringComparer.Ordinal)
        : [];

    private static string? FirstFile(IEnumerable<string> candidates) => candidates.FirstOrDefault(File.Exists);
}

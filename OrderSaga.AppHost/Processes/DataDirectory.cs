using Microsoft.Extensions.Configuration;

namespace OrderSaga.AppHost.Processes;

/// <summary>Where a server process keeps its data: what a named volume is to a container.</summary>
internal static class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersMayPass = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const int HashLength = 10;

    /// <param name="builder">Each clone of the repository has data of its own, as with Aspire's generated volume names.</param>
    /// <param name="resource">The server's name.</param>
    /// <param name="volume">A test names one. The data then lie in the temporary directory, for the test to remove.</param>
    public static string PathOf(IDistributedApplicationBuilder builder, string resource, string? volume) => volume is not null
        ? Path.Combine(Path.GetTempPath(), volume)
        : Path.Combine(Root, builder.Configuration["AppHost:Sha256"]![..HashLength].ToLowerInvariant(), resource);

    /// <summary>Creates the directory, for its owner alone. Root's is passed through by the user that Postgres runs as.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!, Environment.IsPrivilegedProcess ? OthersMayPass : OwnerOnly);
        Directory.CreateDirectory(path, OwnerOnly);
    }

    /// <summary>Writes a file that only its owner may read.</summary>
    public static void WritePrivately(string path, string content)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(content);
    }

    // Root's home is closed to the user that Postgres runs as.
    private static string Root => Environment.IsPrivilegedProcess
        ? "/var/lib/ordersaga"
        : Path.Combine(Home(Environment.SpecialFolder.LocalApplicationData), "OrderSaga");

    private static string Home(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.Create);
}

using System.Security.Cryptography;
using System.Text;

namespace Aspire.Hosting.Offline;

/// <summary>Where an application keeps its volumes, secrets and sockets: kept from run to run, or temporary under test.</summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int LongestSocketPath = 100;

    private readonly Dictionary<string, string> _secrets = [];
    private readonly Lock _lock = new();
    private readonly bool _temporary;

    private DataDirectory(string path, bool temporary)
    {
        Path = path;
        _temporary = temporary;
    }

    public string Path { get; }

    public string LockFile => System.IO.Path.Combine(Path, "lock");

    public string WatchdogScript => System.IO.Path.Combine(Path, "watchdog.sh");

    /// <summary>The directory that is to vanish with the application, if it is.</summary>
    public string? Removable => _temporary ? Path : null;

    /// <summary>A socket's path is limited to about a hundred characters by the kernel.</summary>
    public string ControlSocket => System.IO.Path.Combine(Path, "control.sock") is { Length: < LongestSocketPath } path
        ? path
        : System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"aspire-offline-{ShortHash(Path)}.sock");

    public static DataDirectory Temporary() =>
        new(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"aspire-offline-{RandomNumberGenerator.GetHexString(12, lowercase: true)}"), temporary: true);

    /// <summary>
    /// Postgres refuses to run as root, so root's data must lie where another user can reach it; a home directory is closed.
    /// </summary>
    public static DataDirectory Kept(string path) => new(
        Environment.IsPrivilegedProcess && !IsReachableByOthers(path) ? $"/var/lib/aspire-offline/{ShortHash(path)}" : path,
        temporary: false);

    public void Create()
    {
        var othersMayPass = Environment.IsPrivilegedProcess ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None;
        MakeDirectory(Path, OwnerOnly | othersMayPass);
        MakeDirectory(Volumes, OwnerOnly | othersMayPass);
        MakeDirectory(Secrets, OwnerOnly);
    }

    /// <summary>The directory of a volume, for its owner's eyes only.</summary>
    public string Volume(string name)
    {
        var path = System.IO.Path.Combine(Volumes, name);
        if (!Directory.Exists(path))
        {
            MakeDirectory(path, OwnerOnly);
        }

        return path;
    }

    /// <summary>A random password, the same for as long as the data lives.</summary>
    public string Secret(string name)
    {
        lock (_lock)
        {
            if (!_secrets.TryGetValue(name, out var secret))
            {
                _secrets[name] = secret = _temporary ? NewSecret() : ReadOrWriteSecret(System.IO.Path.Combine(Secrets, name));
            }

            return secret;
        }
    }

    private string Volumes => System.IO.Path.Combine(Path, "volumes");

    private string Secrets => System.IO.Path.Combine(Path, "secrets");

    private string ReadOrWriteSecret(string file)
    {
        if (File.Exists(file))
        {
            return File.ReadAllText(file);
        }

        Create();
        var secret = NewSecret();
        PrivateFile.Write(file, secret);
        return secret;
    }

    private static string NewSecret() => RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", 24);

    private static void MakeDirectory(string path, UnixFileMode mode)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, mode);
    }

    private static bool IsReachableByOthers(string path)
    {
        for (var parent = Directory.GetParent(path); parent is not null; parent = parent.Parent)
        {
            if (parent.Exists && !parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    private static string ShortHash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}

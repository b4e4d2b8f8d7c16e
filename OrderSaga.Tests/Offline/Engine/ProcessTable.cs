using System.Globalization;

namespace OrderSaga.Tests.Offline.Engine;

internal static class ProcessTable
{
    /// <summary>Whether a process of that session lives; one that nobody has reaped yet does not.</summary>
    public static bool AnyOfSession(int session) => Directory.GetDirectories("/proc")
        .Where(directory => char.IsAsciiDigit(Path.GetFileName(directory)[0]))
        .Select(Stat)
        .Any(fields => fields is [not "Z", _, _, var id, ..] && id == session.ToString(CultureInfo.InvariantCulture));

    // State, parent, group, session, ... : what follows the name, which may itself hold anything but its closing bracket.
    private static string[] Stat(string directory)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(directory, "stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}

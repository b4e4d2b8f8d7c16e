using System.Globalization;
using System.Text.RegularExpressions;

namespace OrderSaga.Bench;

/// <summary>CPU seconds by part of the system, from Linux's /proc; empty on other systems. Run nothing else of the kind meanwhile.</summary>
internal static partial class ProcessorTime
{
    private const double TicksPerSecond = 100;

    /// <summary>Parts that are our own.</summary>
    public static readonly IReadOnlyList<string> Own = ["order", "inventory", "payment"];

    public static IReadOnlyDictionary<string, double> Read()
    {
        var seconds = new Dictionary<string, double>();
        foreach (var (part, directory) in Processes())
        {
            try
            {
                seconds[part] = seconds.GetValueOrDefault(part) + SecondsOf(File.ReadAllText(directory + "/stat"), withChildren: part == "postgres");
            }
            catch (IOException)
            {
                // It ended between the listing and the reading: what it used, its parent has.
            }
        }

        return seconds;
    }

    /// <summary>The processes of the system's parts, with their directories in /proc.</summary>
    public static IEnumerable<(string Part, string Directory)> Processes()
    {
        if (!OperatingSystem.IsLinux())
        {
            yield break;
        }

        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1])))
        {
            if (PartOf(CommandOf(directory)) is { } part)
            {
                yield return (part, directory);
            }
        }
    }

    private static string CommandOf(string directory)
    {
        try
        {
            return File.ReadAllText(directory + "/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string? PartOf(string command)
    {
        if (Service().Match(command) is { Success: true } service)
        {
            return service.Groups[1].Value.ToLowerInvariant();
        }

        return command switch
        {
            _ when command.Contains("beam.smp", StringComparison.Ordinal) => "rabbitmq",
            _ when command.StartsWith("postgres", StringComparison.Ordinal) || command.Contains("/bin/postgres", StringComparison.Ordinal) => "postgres",
            _ => null,
        };
    }

    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: fields 14 to 17, after a name that may hold anything.
    private static double SecondsOf(string stat, bool withChildren)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = fields[11..(withChildren ? 15 : 13)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        return ticks / TicksPerSecond;
    }

    [GeneratedRegex(@"OrderSaga\.(Order|Inventory|Payment|Web|Bench)(\.dll|\s|$)")]
    private static partial Regex Service();
}

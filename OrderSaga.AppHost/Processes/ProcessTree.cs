using System.Globalization;

namespace OrderSaga.AppHost.Processes;

/// <summary>A process with its children: Postgres has one for each connection, each in a session of its own.</summary>
internal static class ProcessTree
{
    /// <param name="root">The process id at the top.</param>
    /// <param name="signal">As <c>kill</c> calls it: STOP, CONT.</param>
    /// <param name="log">Is told what the programs print.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task SignalAsync(int root, string signal, ILogger log, CancellationToken cancellationToken)
    {
        // Parents come before their children. The second pass reaches those that were born during the first.
        for (var pass = 0; pass < 2; pass++)
        {
            var processes = Descendants(root, await Tool.RunAsync(["ps", "-A", "-o", "pid=,ppid="], cancellationToken));
            var kill = $"for process; do kill -{signal} \"$process\" 2>/dev/null; done; true";
            await Tool.RunAsync(["sh", "-c", kill, "kill", .. processes], log, cancellationToken);
        }
    }

    internal static IReadOnlyList<string> Descendants(int root, string processes)
    {
        var children = processes.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToLookup(pair => pair[1], pair => pair[0]);
        var tree = new List<string> { root.ToString(CultureInfo.InvariantCulture) };
        for (var next = 0; next < tree.Count; next++)
        {
            tree.AddRange(children[tree[next]]);
        }

        return tree;
    }
}

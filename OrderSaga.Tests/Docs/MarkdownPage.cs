using System.Text.RegularExpressions;

namespace OrderSaga.Tests.Docs;

/// <summary>A document of the repository, and what its tests read in it. Fenced blocks are left out.</summary>
internal sealed partial class MarkdownPage
{
    private readonly string[] lines;
    private readonly string directory;

    /// <param name="path">Of the file, from the repository's root.</param>
    public MarkdownPage(string path)
    {
        Path = path;
        var file = System.IO.Path.Combine(Root, path);
        directory = System.IO.Path.GetDirectoryName(file)!;
        lines = FencedBlock().Replace(File.ReadAllText(file), "").Split('\n');
    }

    public string Path { get; }

    private static string Root => field ??= FindRoot();

    /// <summary>Every document outside of build output.</summary>
    public static IEnumerable<MarkdownPage> All() => Directory.EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(Root, file))
        .Where(path => !BuildOutput().IsMatch(path))
        .Order(StringComparer.Ordinal)
        .Select(path => new MarkdownPage(path));

    /// <summary>The names in the last column of tables that have the header <c>test</c> or <c>proof</c> there, and test classes anywhere.</summary>
    public IEnumerable<string> TestNames()
    {
        var isTestTable = false;
        foreach (var line in lines)
        {
            isTestTable = line.StartsWith('|') && (isTestTable || LastCell(line) is "test" or "proof");
            foreach (Match code in Code().Matches(isTestTable ? LastCell(line) : line))
            {
                var name = code.Groups["text"].Value;
                if (isTestTable || TestClass().IsMatch(name))
                {
                    yield return name;
                }
            }
        }
    }

    /// <summary>The targets of relative links and pictures that lead nowhere: to no file, or to no heading of it.</summary>
    public IEnumerable<string> BrokenLinks() => Link().Matches(string.Join('\n', lines))
        .Select(match => match.Groups["target"].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal) && !Leads(target));

    private bool Leads(string target)
    {
        var (path, anchor) = target.Split('#') is [var before, var after] ? (before, after) : (target, null);
        var file = path.Length == 0 ? System.IO.Path.Combine(Root, Path) : System.IO.Path.GetFullPath(path, directory);
        return anchor is null
            ? File.Exists(file) || Directory.Exists(file)
            : File.Exists(file) && new MarkdownPage(System.IO.Path.GetRelativePath(Root, file)).Anchors().Contains(anchor);
    }

    // As GitHub makes them: lower case, blanks to hyphens, no punctuation.
    private IEnumerable<string> Anchors() => lines
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private static string LastCell(string row) => row.TrimEnd().TrimEnd('|').Split('|')[^1].Trim();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "OrderSaga.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencedBlock();

    [GeneratedRegex(@"(^|[\\/])(bin|obj|TestResults|\.git)[\\/]")]
    private static partial Regex BuildOutput();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z]\w*Tests(\.\S+)?$")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}

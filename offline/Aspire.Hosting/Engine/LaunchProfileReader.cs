using System.Text.Json;

namespace Aspire.Hosting.Offline;

internal static class LaunchProfileReader
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The profile of the AppHost's own name if the project has one, else its first; an empty one without settings.</summary>
    public static LaunchProfile Read(string projectPath, string? preferredName)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath) ?? "", "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return new([], new Dictionary<string, string>());
        }

        using var settings = JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
        var profiles = settings.RootElement.GetProperty("profiles").EnumerateObject()
            .Where(profile => Text(profile.Value, "commandName") == "Project")
            .ToList();
        var chosen = profiles.Where(profile => profile.Name == preferredName).Concat(profiles).FirstOrDefault().Value;
        return chosen.ValueKind == JsonValueKind.Object ? Parse(chosen) : new([], new Dictionary<string, string>());
    }

    private static LaunchProfile Parse(JsonElement profile)
    {
        var urls = (Text(profile, "applicationUrl") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var variables = profile.TryGetProperty("environmentVariables", out var given)
            ? given.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString() ?? "")
            : [];
        return new([.. urls.Select(url => new Uri(url))], variables);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}

using System.Reflection;

namespace Aspire.Hosting.Offline;

internal static class AssemblyExtensions
{
    /// <summary>A value that the build wrote into the AppHost's assembly.</summary>
    public static string? Metadata(this Assembly assembly, string key) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == key)?.Value;
}

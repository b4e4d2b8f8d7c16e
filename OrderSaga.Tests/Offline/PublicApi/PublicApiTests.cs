using System.Reflection;
using Xunit;

namespace OrderSaga.Tests.Offline.PublicApi;

/// <summary>
/// Code that compiles against a stand-in must compile against the real package: whatever a stand-in offers, the real one offers
/// with the same signature. The lists were read from the real assemblies.
/// </summary>
public sealed class PublicApiTests
{
    private const string Suffix = ".txt";

    public static TheoryData<string> Packages => [.. typeof(PublicApiTests).Assembly.GetManifestResourceNames()
        .Where(resource => resource.EndsWith(Suffix))
        .Select(resource => resource[..^Suffix.Length])
        .Where(package => File.Exists(Path.Combine(AppContext.BaseDirectory, package + ".dll")))];

    [Theory]
    [MemberData(nameof(Packages))]
    public void StandIn_EveryPublicMember_IsOneOfTheRealPackage(string package)
    {
        var invented = ApiListing.Of(Assembly.Load(package)).Except(RealMembersOf(package)).ToList();

        Assert.True(invented.Count == 0, $"The real {package} has no:{Environment.NewLine}{string.Join(Environment.NewLine, invented)}");
    }

    private static IEnumerable<string> RealMembersOf(string package)
    {
        using var stream = typeof(PublicApiTests).Assembly.GetManifestResourceStream(package + Suffix)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}

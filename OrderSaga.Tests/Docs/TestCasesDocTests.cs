using System.Reflection;
using System.Text.RegularExpressions;
using Xunit.v3;

namespace OrderSaga.Tests.Docs;

/// <summary>A test that is renamed or removed must not leave a promise without its proof.</summary>
public sealed class TestCasesDocTests
{
    private static readonly ILookup<string, Type> Classes = typeof(TestCasesDocTests).Assembly.GetTypes().ToLookup(type => type.Name);

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/test_cases.md")]
    public void TestNames_OfAPageWithProofs_AreFound(string path) => Assert.NotEmpty(new MarkdownPage(path).TestNames());

    [Fact]
    public void TestNames_OfEveryPage_AreOfTestsThatExist() =>
        AssertNone(MarkdownPage.All().SelectMany(page => page.TestNames().Where(name => !Exists(name)).Select(name => $"{page.Path}: {name}")));

    [Fact]
    public void Links_OfEveryPage_LeadSomewhere() =>
        AssertNone(MarkdownPage.All().SelectMany(page => page.BrokenLinks().Select(target => $"{page.Path}: {target}")));

    [Theory]
    [InlineData("TestCasesDocTests", true)]
    [InlineData("TestCasesDocTests.Links_OfEveryPage_LeadSomewhere", true)]
    [InlineData("TestCasesDocTests.Links_…", true)]
    [InlineData("TestCasesDocTests.…_LeadSomewhere", true)]
    [InlineData("TestCasesDocTests.Links_OfEveryPage", false)]
    [InlineData("TestCasesDocTests.Exists", false)]
    [InlineData("TestCasesDocTests.Gone_…", false)]
    [InlineData("GoneTests", false)]
    [InlineData("Links_…", false)]
    public void Exists_Name_OnlyOfATest(string name, bool exists) => Assert.Equal(exists, Exists(name));

    // Assert.Empty shortens what it shows.
    private static void AssertNone(IEnumerable<string> wrong)
    {
        var lines = string.Join(Environment.NewLine, wrong);
        Assert.True(lines.Length == 0, lines);
    }

    /// <summary>A class, or a class and its method, in which <c>…</c> stands for any characters.</summary>
    private static bool Exists(string name)
    {
        var parts = name.Split('.', 2);
        return parts is [var type, var method]
            ? Classes[type].SelectMany(found => found.GetMethods()).Any(found => IsTest(found) && Matches(found.Name, method))
            : Classes.Contains(name);
    }

    private static bool IsTest(MethodInfo method) => method.GetCustomAttributes().Any(attribute => attribute is IFactAttribute);

    private static bool Matches(string name, string pattern) =>
        Regex.IsMatch(name, $"^{string.Join(".+", pattern.Split('…').Select(Regex.Escape))}$");
}

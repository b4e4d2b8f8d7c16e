using Aspire.Hosting.Offline;

namespace OrderSaga.Tests.Offline.Engine;

public sealed class LaunchProfileTests : IDisposable
{
    private readonly string _project = Directory.CreateTempSubdirectory("ordersaga-").FullName;

    [Theory]
    [InlineData("https", "https://localhost:7001/,http://localhost:7000/")]
    [InlineData("http", "http://localhost:7000/")]
    [InlineData("of another project", "http://localhost:7000/")]
    [InlineData(null, "http://localhost:7000/")]
    public void Read_Profile_IsThePreferredOneOrTheFirst(string? preferred, string urls)
    {
        Write("""
            {
              // as editors write it
              "profiles": {
                "IIS": { "commandName": "IISExpress" },
                "http": { "commandName": "Project", "applicationUrl": "http://localhost:7000", "environmentVariables": { "A": "1" } },
                "https": { "commandName": "Project", "applicationUrl": "https://localhost:7001;http://localhost:7000" },
              }
            }
            """);

        var profile = LaunchProfileReader.Read(Path.Combine(_project, "Some.csproj"), preferred);

        Assert.Equal(urls, string.Join(',', profile.Urls));
        Assert.Equal(preferred == "https" ? null : "1", profile.EnvironmentVariables.GetValueOrDefault("A"));
    }

    [Fact]
    public void Read_NoSettings_IsEmpty()
    {
        var profile = LaunchProfileReader.Read(Path.Combine(_project, "Some.csproj"), "http");

        Assert.Empty(profile.Urls);
        Assert.Empty(profile.EnvironmentVariables);
    }

    public void Dispose() => Directory.Delete(_project, recursive: true);

    private void Write(string json)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_project, "Properties"));
        File.WriteAllText(Path.Combine(directory.FullName, "launchSettings.json"), json);
    }
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Offline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrderSaga.Tests.Offline.Engine;

public sealed class ResourceEnvironmentTests
{
    /// <summary>https://github.com/microsoft/aspire/blob/v13.5.2/src/Aspire.Hosting/OtlpConfigurationExtensions.cs</summary>
    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public async Task Project_InDevelopment_KeepsEveryTrace(string environment, bool everyTrace) =>
        Assert.Equal(everyTrace, (await OfAsync(environment, _ => { })).GetValueOrDefault("OTEL_TRACES_SAMPLER") == "always_on");

    [Fact]
    public async Task Project_AppHostSaysOtherwise_HasTheLastWord() => Assert.Equal(
        "", (await OfAsync("Development", project => project.WithEnvironment("OTEL_TRACES_SAMPLER", "")))["OTEL_TRACES_SAMPLER"]);

    private static async Task<Dictionary<string, string>> OfAsync(string environment, Action<IResourceBuilder<ProjectResource>> configure)
    {
        var builder = new DistributedApplicationBuilder([$"--environment={environment}", "--DcpPublisher:RandomizePorts=true"]);
        var project = builder.AddResource(new ProjectResource("some-service"));
        configure(project);
        await using var application = builder.Build();
        return await application.Services.GetRequiredService<ResourceEnvironment>().OfAsync(project.Resource, TestContext.Current.CancellationToken);
    }
}

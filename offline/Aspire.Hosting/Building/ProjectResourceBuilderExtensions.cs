using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Offline;

namespace Aspire.Hosting;

public static class ProjectResourceBuilderExtensions
{
    /// <summary>Runs a project as it was built, with the URL and environment of its launch profile.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var metadata = new TProject();
        var profile = LaunchProfileReader.Read(metadata.ProjectPath, builder.Configuration["DOTNET_LAUNCH_PROFILE"]);
        var project = builder.AddResource(new ProjectResource(name));
        foreach (var url in profile.Urls)
        {
            project.WithAnnotation(new EndpointAnnotation(url.Scheme, url.Scheme, url.Port));
        }

        builder.AddResource(new ProjectRebuilderResource(project.Resource));
        return project
            .WithAnnotation(metadata)
            .WithAnnotation(profile)
            .WithAnnotation(new ProjectLauncher(project.Resource, builder.AppHostAssembly));
    }
}

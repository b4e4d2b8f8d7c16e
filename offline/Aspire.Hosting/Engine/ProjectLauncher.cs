using System.Reflection;
using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

/// <summary>Runs a project as it was built together with the AppHost.</summary>
internal sealed class ProjectLauncher(ProjectResource project, Assembly? appHost) : ILauncher
{
    public bool IsServer => false;

    public Task<LaunchPlan> PrepareAsync(LaunchContext context, CancellationToken cancellationToken)
    {
        var projectPath = project.Annotations.OfType<IProjectMetadata>().Single().ProjectPath;
        var assembly = appHost?.Metadata(projectPath);
        if (!File.Exists(assembly))
        {
            throw new DistributedApplicationException($"{projectPath} has not been built. Build the AppHost, which builds it too.");
        }

        foreach (var endpoint in project.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.AllocatedPort is { } port && !FreePorts.IsFree(port))
            {
                throw new DistributedApplicationException($"Port {port}, which launchSettings.json gives to {project.Name}, is taken by another process.");
            }
        }

        return Task.FromResult(new LaunchPlan(DotnetHost, ["exec", assembly])
        {
            Environment = context.Environment,
            WorkingDirectory = Path.GetDirectoryName(projectPath) ?? "/",
        });
    }

    /// <summary>The dotnet that runs this very process: PATH may have none, or another.</summary>
    private static string DotnetHost => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// In Aspire, what the dashboard's command to rebuild a project runs: hidden, and never started by itself. Nothing starts it here; it is
/// in the model so that code which goes through all resources, or all that have a parent, meets it here as it does there.
/// </summary>
internal sealed class ProjectRebuilderResource(ProjectResource parent) : Resource($"{parent.Name}-rebuilder"), IResourceWithParent<ProjectResource>
{
    public ProjectResource Parent => parent;
}

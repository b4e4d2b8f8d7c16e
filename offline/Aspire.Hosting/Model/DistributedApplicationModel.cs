namespace Aspire.Hosting.ApplicationModel;

public class DistributedApplicationModel(IResourceCollection resources)
{
    public IResourceCollection Resources { get; } = resources;

    /// <summary>Those that are not hidden.</summary>
    internal IEnumerable<IResource> Shown => Resources.Where(resource => resource is not ProjectRebuilderResource);
}

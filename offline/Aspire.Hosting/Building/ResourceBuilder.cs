using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

internal sealed class ResourceBuilder<T>(IDistributedApplicationBuilder applicationBuilder, T resource) : IResourceBuilder<T>
    where T : IResource
{
    public IDistributedApplicationBuilder ApplicationBuilder => applicationBuilder;

    public T Resource => resource;

    public IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation, ResourceAnnotationMutationBehavior behavior)
        where TAnnotation : IResourceAnnotation
    {
        if (behavior == ResourceAnnotationMutationBehavior.Replace)
        {
            foreach (var previous in resource.Annotations.OfType<TAnnotation>().ToList())
            {
                resource.Annotations.Remove(previous);
            }
        }

        resource.Annotations.Add(annotation);
        return this;
    }
}

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the distributed application: a project, a server, a database.</summary>
public interface IResource
{
    string Name { get; }

    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>What is known of a resource beyond its type: an endpoint, a reference, a health check.</summary>
public interface IResourceAnnotation;

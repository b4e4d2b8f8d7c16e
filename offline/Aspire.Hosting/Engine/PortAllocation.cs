using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

internal static class PortAllocation
{
    /// <summary>Gives every endpoint its port, which it keeps however often its resource is restarted.</summary>
    public static void Allocate(DistributedApplicationModel model, bool randomPorts)
    {
        foreach (var endpoint in model.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()))
        {
            endpoint.AllocatedPort = randomPorts ? FreePorts.Next() : endpoint.Port ?? FreePorts.Next();
        }
    }
}

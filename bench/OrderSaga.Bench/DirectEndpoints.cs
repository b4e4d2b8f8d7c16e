using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace OrderSaga.Bench;

/// <summary>Endpoints without the orchestrator's TCP proxy, which costs CPU and latency that a deployment does not have.</summary>
internal static class DirectEndpoints
{
    public static void Use(IResourceBuilder<ProjectResource> project) => project.WithEndpoint("http", endpoint =>
    {
        endpoint.IsProxied = false;
        endpoint.Port = endpoint.TargetPort = FindFreePort();
    });

    // Under test, Aspire randomizes the ports of proxied endpoints only. This endpoint would keep the launch profile's port.
    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

internal static class ServerVolume
{
    /// <summary>The directory of a server's data. Without a data volume it is empty at every start, as a new container's is.</summary>
    public static string Open(ContainerResource server, DataDirectory data)
    {
        var volume = server.Annotations.OfType<ContainerMountAnnotation>().LastOrDefault();
        var path = data.Volume(volume?.Source ?? $"{server.Name}-scratch");
        if (volume is null)
        {
            Directory.Delete(path, recursive: true);
            data.Volume($"{server.Name}-scratch");
        }

        return path;
    }
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Aspire.Hosting.Offline;

/// <summary>
/// Ports below the range that the kernel takes outgoing connections from: one that a stopped resource is to come back on
/// cannot be lost to such a connection meanwhile.
/// </summary>
internal static class FreePorts
{
    private const int Lowest = 20_000;
    private const int Beyond = 32_000;

    private static readonly HashSet<int> Given = [];

    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                var port = RandomNumberGenerator.GetInt32(Lowest, Beyond);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace OrderSaga.AppHost.Processes;

/// <summary>
/// Loopback ports for servers that listen without Aspire's proxy. They lie below the range that kernels take for outgoing connections
/// (Linux from 32768, macOS from 49152), so that a stopped server finds its port free when it starts again.
/// </summary>
internal static class FreePort
{
    private const int Lowest = 20_000;
    private const int Beyond = 32_000;

    private static readonly HashSet<int> Given = [];

    public static int Next()
    {
        lock (Given)
        {
            int port;
            do
            {
                port = RandomNumberGenerator.GetInt32(Lowest, Beyond);
            }
            while (!IsFree(port) || !Given.Add(port));
            return port;
        }
    }

    private static bool IsFree(int port)
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

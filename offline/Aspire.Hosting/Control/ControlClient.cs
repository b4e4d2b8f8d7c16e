using System.Net.Sockets;

namespace Aspire.Hosting.Offline;

/// <summary>
/// Turns an AppHost that is given the argument <c>offline</c> into a client of the one that runs: <c>AppHost.dll offline status</c>.
/// </summary>
internal sealed class ControlClient(DataDirectory data, string[] arguments)
{
    public bool IsRequested => arguments is ["offline", ..];

    /// <summary>The exit code: 0 when the command succeeded.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(data.ControlSocket), cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            await Console.Error.WriteLineAsync("The application is not running offline here. Start it with ./run").ConfigureAwait(false);
            return 3;
        }

        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, leaveOpen: true);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{string.Join(' ', arguments[1..])}\n"), cancellationToken).ConfigureAwait(false);
        var succeeded = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) == "ok";
        var text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await (succeeded ? Console.Out : Console.Error).WriteAsync(text).ConfigureAwait(false);
        return succeeded ? 0 : 1;
    }
}

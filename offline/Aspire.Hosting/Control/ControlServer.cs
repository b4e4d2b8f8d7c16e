using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Offline;

/// <summary>Answers <c>./run status</c> and its like on a unix socket that only the owner may open: one request a connection.</summary>
internal sealed class ControlServer(OfflineSettings settings, ControlCommands commands)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var path = settings.Data.ControlSocket;
        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen();
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptAsync(cancellationToken).ConfigureAwait(false), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            File.Delete(path);
        }
    }

    private async Task AnswerAsync(Socket socket, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var reader = new StreamReader(stream, leaveOpen: true);
        await using var writer = new StreamWriter(stream);
        try
        {
            var request = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? "";
            var result = await commands.ExecuteAsync(request.Split(' '), cancellationToken).ConfigureAwait(false);
            await writer.WriteLineAsync(result.Success ? "ok" : "failed").ConfigureAwait(false);
            await writer.WriteAsync(result.Message).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            // The asker has gone, or the application ends: nobody is left to answer.
        }
    }
}

using System.Runtime.InteropServices;

namespace Aspire.Hosting.Offline;

internal static class Signal
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>A process that is gone already is not an error: nothing is left to signal.</summary>
    public static void Send(int processId, int signal) => _ = NativeKill(processId, signal);

    public static void SendToGroup(int leader, int signal) => _ = NativeKill(-leader, signal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int processId, int signal);
}

using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DevFlow.StoreHost;

/// <summary>Lets no file of this process grow beyond a length: a disk that is full, without one.</summary>
internal static class FileSizeLimit
{
    private const int FileSize = 1;
    private const int FileSizeSignal = 25;
    private const nint Ignore = 1;

    public static void Set(long bytes)
    {
        // By default the system ends a process that goes beyond its limit, instead of telling it.
        _ = Signal(FileSizeSignal, Ignore);
        if (SetLimit(FileSize, [bytes, bytes]) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [DllImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, long[] softAndHard);

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Signal(int number, nint handler);
}

using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DevFlow.Core.Files;

/// <summary>The four things .NET has no API for: syncing a folder, a second name for a file, our effective user id, and who owns a file.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixNative
{
    private const int OpenReadOnly = 0;
    private const int OpenCloseOnExecLinux = 0x80000;
    private const int OpenCloseOnExecMac = 0x1000000;
    private const int FileExists = 17;
    private const int InvalidArgument = 22;
    private const int NotSupportedLinux = 95;
    private const int NotSupportedMac = 45;
    private const int RelativeToWorkingFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint WantUserId = 0x8;

    // struct statx is the same on every Linux architecture: mask u32, blksize u32, attributes u64, nlink u32, uid u32 at 20.
    private const int StatxLength = 256;
    private const int StatxUserIdOffset = 20;

    /// <summary>Makes a rename, link or removal inside the folder durable.</summary>
    public static void SyncFolder(string path)
    {
        int flags = OpenReadOnly | (OperatingSystem.IsMacOS() ? OpenCloseOnExecMac : OpenCloseOnExecLinux);
        int descriptor = Open(ToNative(path), flags);
        if (descriptor < 0)
        {
            throw Failure(path);
        }

        try
        {
            // File systems without the notion (some network and FUSE ones) say "invalid" or "not supported".
            if (Sync(descriptor) != 0 && Marshal.GetLastPInvokeError() is not (InvalidArgument or NotSupportedLinux or NotSupportedMac))
            {
                throw Failure(path);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Gives a file a second name, in one step and only where nothing has that name yet.</summary>
    /// <returns>False where the name is taken.</returns>
    /// <exception cref="IOException">The system refuses, or its file system has no links.</exception>
    public static bool TryLink(string existing, string name)
    {
        if (Link(ToNative(existing), ToNative(name)) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == FileExists
            ? false
            : throw new IOException($"The file '{name}' cannot be created: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
    }

    /// <summary>The effective user id of this process.</summary>
    public static uint UserId() => EffectiveUser();

    /// <summary>True where the owner is somebody else; false where it is us, or where this system cannot tell.</summary>
    public static bool IsForeign(string path) => OwnerOf(RelativeToWorkingFolder, ToNative(path), 0) is uint owner && owner != EffectiveUser();

    /// <inheritdoc cref="IsForeign(string)"/>
    public static bool IsForeign(SafeFileHandle handle)
    {
        bool referenced = false;
        try
        {
            handle.DangerousAddRef(ref referenced);
            return OwnerOf((int)handle.DangerousGetHandle(), ToNative(""), EmptyPath) is uint owner && owner != EffectiveUser();
        }
        finally
        {
            if (referenced)
            {
                handle.DangerousRelease();
            }
        }
    }

    private static uint? OwnerOf(int folder, byte[] path, int flags)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        byte[] status = new byte[StatxLength];
        try
        {
            return Statx(folder, path, flags, WantUserId, status) == 0 ? BitConverter.ToUInt32(status, StatxUserIdOffset) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null; // a C library older than statx
        }
    }

    private static byte[] ToNative(string path) => Encoding.UTF8.GetBytes(path + '\0');

    private static IOException Failure(string path) =>
        new($"The folder '{path}' cannot be synced: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] existing, byte[] name);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, byte[] status);
}

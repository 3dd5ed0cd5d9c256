using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace DevFlow.Core.Limits;

/// <summary>
/// A process in one number that no later process has: its id in the upper 32 bits, and in the lower ones when it was started, since ids
/// are used again.
/// </summary>
internal static class ProcessIdentity
{
    /// <summary>Of this process.</summary>
    public static long Value { get; } = Of(Environment.ProcessId) ?? ((long)Environment.ProcessId << 32) | 1;

    /// <summary>True while the process runs; one that was killed and not yet collected by its parent does not.</summary>
    public static bool IsAlive(long identity) => identity == Value || Of((int)(identity >> 32)) == identity;

    private static long? Of(int id) => (OperatingSystem.IsLinux() ? StartOnLinux(id) : Start(id)) is { } start ? ((long)id << 32) | (start == 0 ? 1 : start) : null;

    // proc(5): "id (name) state ...", the start as the 22nd field, in clock ticks since boot. A name may hold blanks and brackets.
    private static uint? StartOnLinux(int id)
    {
        try
        {
            ReadOnlySpan<char> stat = File.ReadAllText($"/proc/{id}/stat");
            ReadOnlySpan<char> rest = stat[(stat.LastIndexOf(')') + 2)..];
            if (rest[0] is 'Z' or 'X')
            {
                return null;
            }

            int field = 3;
            foreach (Range range in rest.Split(' '))
            {
                if (field++ == 22)
                {
                    return (uint)ulong.Parse(rest[range], CultureInfo.InvariantCulture);
                }
            }

            return null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static uint? Start(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);

            // Whole seconds: the system reckons it from the time of boot, which wanders by milliseconds.
            return process.HasExited ? null : (uint)(new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 2000);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return null;
        }
        catch (Win32Exception)
        {
            // It runs, but for somebody else.
            return 0;
        }
    }
}

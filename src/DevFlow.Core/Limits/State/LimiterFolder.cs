using System.Security.Cryptography;
using System.Text;
using DevFlow.Core.Connections;
using DevFlow.Core.Files;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Limits;

/// <summary>The files below <c>limits/</c>: one for each host and credential, which the processes that use it map into their memory.</summary>
/// <remarks>
/// A file's name is a hash under a salt of this home folder, never a token, and ends with one of the running system: times in it
/// are of a clock that begins anew with each start of the machine, and processes in it are known by ids that mean something only in
/// one space of ids. Containers with spaces of their own, and machines that share the folder over a network, do not share.
/// </remarks>
internal sealed class LimiterFolder(HomeFolder home, TimeProvider time, ILogger logger)
{
    private const string Part = "limits";
    private static readonly TimeSpan OldAge = TimeSpan.FromDays(2);
    private static readonly string System = HashOf(SystemName());

    /// <summary>Opens what processes share for a connection; this process's own memory where that is not possible.</summary>
    public ILimiterState Open(ConnectionScope scope)
    {
        MonotonicClock clock = new(time);
        try
        {
            string folder = home.Folder(Part);
            string name = AccountMark.Of(scope, Salt(Path.Combine(folder, "salt")));
            DropOld(folder, name);
            SharedMemory memory = SharedMemory.Open(Path.Combine(folder, $"{name}.{System}"), time);
            return Shared(memory, clock, WarningOf(scope.Name));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException or TimeoutException or DevFlowException)
        {
            Warn(scope.Name, unusable.Message);
            return MemoryState.Private(clock.Now);
        }
    }

    private static MemoryState Shared(SharedMemory memory, MonotonicClock clock, Action<string> warn)
    {
        try
        {
            return new MemoryState(memory, clock.Now, warn);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    // The state outlives the connection, and must not hold the scope, whose plugin may be unloaded.
    private Action<string> WarningOf(string connection) => cause => Warn(connection, cause);

    private void Warn(string connection, string cause) => logger.LogWarning(
        "The limits of '{Connection}' are not shared with other processes: {Cause}. Several at once may exceed them together.", connection, cause.TrimEnd('.'));

    private static byte[] Salt(string path)
    {
        if (!File.Exists(path))
        {
            PrivateFile.TryCreate(path, RandomNumberGenerator.GetBytes(AccountMark.SaltLength));
        }

        byte[] salt = File.ReadAllBytes(path);
        return salt.Length == AccountMark.SaltLength ? salt : throw new InvalidDataException($"'{path}' is damaged");
    }

    private void DropOld(string folder, string name)
    {
        foreach (string file in Directory.EnumerateFiles(folder, name + ".*"))
        {
            if (!file.EndsWith(System, StringComparison.Ordinal) && time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file) > OldAge)
            {
                File.Delete(file);
            }
        }
    }

    private static string SystemName()
    {
        if (OperatingSystem.IsLinux())
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id") + (File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.FullName ?? "");
        }

        // The start of the machine wanders by seconds when its clock is set; to the hour it is the same for all processes but a few.
        return $"{Environment.MachineName} {(TimeProvider.System.GetUtcNow() - TimeSpan.FromMilliseconds(Environment.TickCount64)).ToUnixTimeSeconds() / 3600}";
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 4);
}

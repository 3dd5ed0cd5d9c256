namespace DevFlow.Core.Tests.Credentials;

/// <summary>The modes of files and folders; a test that asks for them is skipped on Windows, which has none.</summary>
internal static class Modes
{
    public static UnixFileMode Of(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return default;
        }

        return File.GetUnixFileMode(path);
    }

    public static void Set(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        File.SetUnixFileMode(path, mode);
    }
}

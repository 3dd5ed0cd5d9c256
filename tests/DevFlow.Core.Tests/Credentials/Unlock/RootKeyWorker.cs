using System.Diagnostics;
using System.Runtime.CompilerServices;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials.Unlock;

/// <summary>Another process that changes the root key; see <see cref="SaveWorker"/>.</summary>
internal static class RootKeyWorker
{
    private const string HomeVariable = "DEVFLOW_TEST_ROOT_KEY_HOME";

    public static Process Start(string home, string keyFile)
    {
        ProcessStartInfo start = new("dotnet") { UseShellExecute = false };
        start.ArgumentList.Add(typeof(RootKeyWorker).Assembly.Location);
        start.Environment[HomeVariable] = home;
        start.Environment[KeySource.FileVariable] = keyFile;
        start.Environment.Remove(KeySource.KeyVariable);
        return Process.Start(start)!;
    }

#pragma warning disable CA2255 // This assembly is a program, not a library.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(HomeVariable) is string home)
        {
            using CredentialStore store = TestStore.Open(HomeFolder.Open(home), TimeProvider.System, Environment.GetEnvironmentVariable);
            store.Access.ChangeRootKeyAsync(UnlockRequest.Unattended, AuditNote.None, CancellationToken.None).GetAwaiter().GetResult();
            Environment.Exit(0);
        }
    }
}

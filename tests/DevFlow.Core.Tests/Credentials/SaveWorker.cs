using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>
/// Another process that saves credentials: this test program itself, started with variables that make it save and end
/// before any test runs.
/// </summary>
internal static class SaveWorker
{
    public const string SharedName = "shared";
    private const string HomeVariable = "DEVFLOW_TEST_SAVE_HOME";
    private const string RoundsVariable = "DEVFLOW_TEST_SAVE_ROUNDS";

    public static Process Start(string home, string keyFile, int rounds)
    {
        ProcessStartInfo start = new("dotnet") { UseShellExecute = false };
        start.ArgumentList.Add(typeof(SaveWorker).Assembly.Location);
        start.Environment[HomeVariable] = home;
        start.Environment[KeySource.FileVariable] = keyFile;
        start.Environment[RoundsVariable] = rounds.ToString(CultureInfo.InvariantCulture);
        start.Environment.Remove(KeySource.KeyVariable);
        return Process.Start(start)!;
    }

#pragma warning disable CA2255 // This assembly is a program, not a library.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(HomeVariable) is not string home)
        {
            return;
        }

        int rounds = int.Parse(Environment.GetEnvironmentVariable(RoundsVariable)!, CultureInfo.InvariantCulture);
        Save(home, rounds);
        Environment.Exit(0);
    }

    // Blocks on purpose: while a module initialises, a continuation of this assembly on another thread would wait for ever.
    private static void Save(string home, int rounds)
    {
        using CredentialStore store = TestStore.Open(HomeFolder.Open(home), TimeProvider.System, Environment.GetEnvironmentVariable);
        store.SaveAsync(TestStore.Draft($"own-{Environment.ProcessId}"), TestStore.Bytes("own-secret"), AuditNote.None, CancellationToken.None).GetAwaiter().GetResult();
        for (int round = 0; round < rounds; round++)
        {
            store.SaveAsync(TestStore.Draft(SharedName), TestStore.Bytes("shared-secret"), AuditNote.None, CancellationToken.None).GetAwaiter().GetResult();
        }
    }
}

using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using DevFlow.Core;

namespace DevFlow.PowerShell.Binding;

/// <summary>Whether somebody is there to be asked: nothing hangs a scheduled task like a question nobody sees.</summary>
internal static class Person
{
    public static bool IsThere(PSHost host) =>
        host.UI?.RawUI is not null
        && Environment.UserInteractive
        && !IsInputRedirected()
        && !Array.Exists(Environment.GetCommandLineArgs(), IsNonInteractive)
        && !CiJob.IsRunning;

    // pwsh takes any beginning of the name that is long enough, after one or two dashes or a slash.
    private static bool IsNonInteractive(string argument) =>
        argument.TrimStart('-', '/') is { Length: >= 4 } name && name.Length < argument.Length
        && "NonInteractive".StartsWith(name, ignoreCase: true, CultureInfo.InvariantCulture);

#pragma warning disable RS0030 // Nothing is written: the console alone knows whether a person is at its other end.
    private static bool IsInputRedirected() => Console.IsInputRedirected;
#pragma warning restore RS0030
}

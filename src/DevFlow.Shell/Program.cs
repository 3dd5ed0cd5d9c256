using System.Text;
using DevFlow.Shell;
using DevFlow.Shell.Hosting;

// The engine reports its start and every module import unless this is set before it is touched.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
if (OperatingSystem.IsWindows())
{
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}

CommandLine commandLine = CommandLine.Parse(args, Console.IsInputRedirected);
switch (commandLine.Mode)
{
    case ShellMode.Help:
        Console.Out.WriteLine(CommandLine.Usage);
        return ExitCodes.Success;
    case ShellMode.Version:
        Console.Out.WriteLine(ShellHost.Banner);
        return ExitCodes.Success;
    case ShellMode.Invalid:
        Console.Error.WriteLine("DevFlow.Shell: " + commandLine.Problem);
        Console.Error.WriteLine("DevFlow.Shell -Help shows how to call it.");
        return ExitCodes.Usage;
}

using ShellSession session = new(interactive: commandLine.Mode == ShellMode.Interactive);
if (!session.TryImportModule())
{
    return ExitCodes.Failure;
}

return commandLine.Mode switch
{
    ShellMode.File => session.RunFile(commandLine.ScriptPath, commandLine.ScriptArguments),
    ShellMode.Command => session.RunText(commandLine.Text),
    ShellMode.StandardInput => session.RunText(Console.In.ReadToEnd()),
    _ => new InteractiveLoop(session).Run(),
};

using System.Management.Automation.Runspaces;

namespace DevFlow.Shell;

/// <summary>The parsed command line; a subset of pwsh's, with the same meaning.</summary>
internal sealed record CommandLine(ShellMode Mode)
{
    public const string Usage = """
        DevFlow.Shell: PowerShell's engine with DevFlow imported, for machines without pwsh.

          DevFlow.Shell [-File] script.ps1 [arguments]   run a script; its arguments are bound as pwsh binds them
          DevFlow.Shell -Command text                    run a text (-Command - reads it from standard input)
          DevFlow.Shell -Interactive                     prompt; the default where standard input is a terminal
          DevFlow.Shell -                                run the text on standard input; the default where it is redirected
          DevFlow.Shell -Version | -Help

        -NoProfile, -NoLogo and -NonInteractive are accepted; no profile is ever read.
        DEVFLOW_MODULE names the manifest to import instead of the DevFlow.psd1 above this program.
        Exit codes: that of `exit`; 1 after an unhandled error, or where the last command of a text failed;
        64 for an unusable command line or a missing script; 130 after Ctrl+C.
        """;

    /// <summary>The full path of the script.</summary>
    public string ScriptPath { get; private init; } = "";

    public IReadOnlyList<CommandParameter> ScriptArguments { get; private init; } = [];

    /// <summary>The text of -Command.</summary>
    public string Text { get; private init; } = "";

    /// <summary>Why the command line cannot be used.</summary>
    public string Problem { get; private init; } = "";

    public static CommandLine Parse(IReadOnlyList<string> args, bool inputRedirected)
    {
        for (int i = 0; i < args.Count; i++)
        {
            switch (Option(args[i]))
            {
                case "noprofile" or "nop" or "nologo" or "nol" or "noninteractive" or "noni":
                    continue;
                case "help" or "h" or "?":
                    return new(ShellMode.Help);
                case "version" or "v":
                    return new(ShellMode.Version);
                case "interactive" or "i":
                    return new(ShellMode.Interactive);
                case "command" or "c":
                    return FromCommand([.. args.Skip(i + 1)]);
                case "file" or "f":
                    return FromFile([.. args.Skip(i + 1)]);
                default:
                    return FromFile([.. args.Skip(i)]);
            }
        }

        return new(inputRedirected ? ShellMode.StandardInput : ShellMode.Interactive);
    }

    private static CommandLine FromCommand(string[] rest) => rest switch
    {
        [] => Invalid("-Command needs the text to run."),
        ["-"] => new(ShellMode.StandardInput),
        _ => new(ShellMode.Command) { Text = string.Join(' ', rest) },
    };

    private static CommandLine FromFile(string[] rest)
    {
        if (rest is [])
        {
            return Invalid("-File needs the path of a script.");
        }

        if (rest[0] == "-")
        {
            return new(ShellMode.StandardInput);
        }

        if (!File.Exists(rest[0]))
        {
            return Invalid($"'{rest[0]}' is neither an option nor a script that exists. Check the spelling and the path.");
        }

        if (!rest[0].EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
        {
            return Invalid($"'{rest[0]}' does not end in .ps1.");
        }

        return new(ShellMode.File)
        {
            ScriptPath = Path.GetFullPath(rest[0]),
            ScriptArguments = Shell.ScriptArguments.Parse(rest.AsSpan(1)),
        };
    }

    private static CommandLine Invalid(string problem) => new(ShellMode.Invalid) { Problem = problem };

    private static string Option(string arg)
    {
        string name = arg.StartsWith("--", StringComparison.Ordinal) ? arg[2..] : arg.StartsWith('-') ? arg[1..] : "";
        return name.ToLowerInvariant();
    }
}

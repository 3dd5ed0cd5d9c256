namespace DevFlow.TestKit;

/// <summary>Runs the built DevFlow.Shell of the configuration the tests were built with.</summary>
public static class ShellProcess
{
    public static string AssemblyPath { get; } = BuiltProject.Assembly("src", "DevFlow.Shell");

    /// <summary>Options for a run with its own DevFlow home and key file below <paramref name="home"/>.</summary>
    public static ProcessOptions Options(TempFolder home, params string[] arguments) =>
        new("dotnet", [AssemblyPath, .. arguments])
        {
            WorkingDirectory = home.Path,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["DEVFLOW_HOME"] = home.File("home"),
                ["DEVFLOW_KEY_FILE"] = home.File("key"),
                ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
                ["NO_COLOR"] = null,
            },
        };

    /// <summary>The same options with some variables set on top; null removes one.</summary>
    public static ProcessOptions With(this ProcessOptions options, params (string Name, string? Value)[] variables)
    {
        Dictionary<string, string?> environment = new(options.Environment, StringComparer.Ordinal);
        foreach ((string name, string? value) in variables)
        {
            environment[name] = value;
        }

        return options with { Environment = environment };
    }
}

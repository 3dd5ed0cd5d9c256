namespace DevFlow.Core.Credentials;

/// <summary>Another tool's program, asked for what it keeps; where it keeps it (file, keyring) is its own affair.</summary>
/// <param name="name">The program's name, looked for in PATH.</param>
/// <param name="variables">The variables that would make it answer with them in place of what it keeps.</param>
/// <param name="environment">The environment.</param>
internal sealed class ToolProgram(string name, string[] variables, Func<string, string?> environment)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ExternalCommand _runner = new(Patience, SecretLine.MaxLength, environment);

    /// <summary>What it answers, one line; null where it answers nothing or refuses.</summary>
    public SecretBuffer? Ask(params string[] arguments)
    {
        string program = _runner.Find(name) ?? throw new DevFlowException(
            ErrorReason.NotFound, $"The program '{name}' is not installed: no folder of PATH has it.", $"Install {name} and log in with it, or import from elsewhere.") { Target = name };
        try
        {
            using SecretBuffer text = _runner.Run([program, .. arguments], variables);
            return SecretLine.Parse(text.Bytes, name);
        }
        catch (ExternalCommandException)
        {
            return null; // it has no such thing
        }
    }
}

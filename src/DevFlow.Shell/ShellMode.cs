namespace DevFlow.Shell;

/// <summary>What the command line asks for.</summary>
internal enum ShellMode
{
    Interactive,
    File,
    Command,
    StandardInput,
    Help,
    Version,
    Invalid,
}

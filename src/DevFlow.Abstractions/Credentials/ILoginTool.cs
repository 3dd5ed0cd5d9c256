namespace DevFlow;

/// <summary>A program of a platform that keeps a login of its own. It says what to ask the program; finding and running it is the engine's.</summary>
public interface ILoginTool
{
    /// <summary>The program's name, looked for in PATH.</summary>
    string Program { get; }

    /// <summary>The variables that would make it answer with what they hold in place of what it keeps; it is run without them.</summary>
    IReadOnlyList<string> Variables { get; }

    /// <summary>Asks for the login.</summary>
    /// <param name="host">The host the user names; null for the usual one.</param>
    /// <param name="account">The account the user names; null for the one in use.</param>
    /// <param name="ask">Runs the program with arguments; one line of what it writes, or null where it writes nothing or refuses. The caller disposes it.</param>
    /// <returns>The login; its token is the caller's.</returns>
    /// <exception cref="DevFlowException">It keeps none; <see cref="ErrorReason.NotFound"/>, with how to log in.</exception>
    ToolLogin Read(string? host, string? account, Func<IReadOnlyList<string>, SecretBuffer?> ask);
}

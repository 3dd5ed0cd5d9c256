namespace DevFlow.Shell;

/// <summary>The exit codes of pwsh, so that a script tells its caller the same in both.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>EX_USAGE of sysexits.h: an unusable command line, a missing script included.</summary>
    public const int Usage = 64;

    /// <summary>Added to the number of the signal that ended a process, as shells report it.</summary>
    public const int SignalBase = 128;
}

using System.Text.RegularExpressions;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Regular expressions that callers bring: GitLab runs them with RE2, so they are matched without backtracking.</summary>
internal static class Pattern
{
    /// <returns>Null where the engine does not take it.</returns>
    public static Regex? TryParse(string text)
    {
        try
        {
            return new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

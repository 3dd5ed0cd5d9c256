using System.Buffers;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The rules of git for names of branches and tags, as far as people break them.</summary>
/// <remarks>https://git-scm.com/docs/git-check-ref-format</remarks>
internal static class RefName
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" ~^:?*[\\");

    public static bool IsValid(string name) =>
        name.Length > 0
        && !name.AsSpan().ContainsAny(Forbidden)
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.Contains("//", StringComparison.Ordinal)
        && !name.Contains("@{", StringComparison.Ordinal)
        && name[0] is not ('/' or '-' or '.')
        && name[^1] is not ('/' or '.')
        && !name.EndsWith(".lock", StringComparison.Ordinal)
        && !name.Any(char.IsControl);
}

using System.Globalization;

namespace DevFlow.Sandbox.GitLab;

/// <summary>What projects stand in: a group.</summary>
internal sealed record Group(long Id, string Name, string Path)
{
    /// <summary>True for its id and for its path.</summary>
    public bool IsNamed(string? idOrPath) => idOrPath == Id.ToString(CultureInfo.InvariantCulture) || string.Equals(idOrPath, Path, StringComparison.OrdinalIgnoreCase);
}

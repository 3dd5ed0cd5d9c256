using System.Runtime.InteropServices;

namespace DevFlow.Sandbox.Jira;

/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, without quotes.</param>
/// <param name="Position">Where it begins, from 0.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JqlToken(JqlTokenKind Kind, string Text, int Position)
{
    public bool Is(string word) => Kind == JqlTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

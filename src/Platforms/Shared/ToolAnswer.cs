using System.Text;

namespace DevFlow.Platforms;

/// <summary>What a program that keeps a login answers.</summary>
internal static class ToolAnswer
{
    /// <summary>An answer that is no secret, as text; null where there is none. Disposes it.</summary>
    public static string? Text(SecretBuffer? answer)
    {
        using (answer)
        {
            return answer is null ? null : Encoding.UTF8.GetString(answer.Bytes);
        }
    }
}

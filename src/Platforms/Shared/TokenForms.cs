namespace DevFlow.Platforms;

/// <summary>What is said of a token whatever the platform.</summary>
internal static class TokenForms
{
    /// <summary>What a token is, by what it begins with; null where no prefix fits.</summary>
    public static string? KindOf(ReadOnlySpan<char> token, (string Prefix, string Kind)[] kinds)
    {
        foreach ((string prefix, string kind) in kinds)
        {
            if (token.StartsWith(prefix, StringComparison.Ordinal))
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>Refuses what no token has; also keeps line breaks out of the header it is sent in.</summary>
    public static void RequirePrintable(ReadOnlySpan<char> token, string platform)
    {
        if (token.IsEmpty || token.ContainsAnyExceptInRange('!', '~'))
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"This cannot be a {platform} token: it is empty or contains spaces, line breaks or other characters no token has.",
                "Copy the token again, without quotes and line breaks.");
        }
    }
}

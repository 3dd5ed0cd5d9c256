namespace DevFlow.Platforms;

/// <summary>What the platforms' tokens look like, so that one given to the wrong platform is named for what it is.</summary>
internal static class TokenForms
{
    // An instance of GitLab may put letters of its own in front: its forms are looked for anywhere by its plugin.
    private static readonly (string Prefix, string Platform)[] Known =
    [
        ("ghp_", "GitHub"), ("github_pat_", "GitHub"), ("gho_", "GitHub"), ("ghu_", "GitHub"), ("ghs_", "GitHub"), ("ghr_", "GitHub"),
        ("glpat-", "GitLab"), ("gloas-", "GitLab"), ("gldt-", "GitLab"), ("glrt-", "GitLab"), ("glrtr-", "GitLab"),
        ("glcbt-", "GitLab"), ("glptt-", "GitLab"), ("glft-", "GitLab"), ("glimt-", "GitLab"), ("glagent-", "GitLab"),
        ("glsoat-", "GitLab"), ("glffct-", "GitLab"), ("GR1348941", "GitLab"),
        ("xoxa-", "Slack"), ("xoxb-", "Slack"), ("xoxc-", "Slack"), ("xoxd-", "Slack"), ("xoxe-", "Slack"), ("xoxe.", "Slack"),
        ("xoxo-", "Slack"), ("xoxp-", "Slack"), ("xoxr-", "Slack"), ("xoxs-", "Slack"), ("xapp-", "Slack"), ("xwfp-", "Slack"),
        ("ATATT", "Atlassian"), ("ATCTT", "Atlassian"), ("ATOA", "Atlassian"),
    ];

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

    public static void RefuseForeign(ReadOnlySpan<char> token, string platform)
    {
        foreach ((string prefix, string owner) in Known)
        {
            if (owner != platform && token.StartsWith(prefix, StringComparison.Ordinal))
            {
                throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"This looks like {(owner == "Atlassian" ? "an" : "a")} {owner} token, not one of {platform}.",
                    $"Give a {platform} token, or name the platform the token belongs to.");
            }
        }
    }
}

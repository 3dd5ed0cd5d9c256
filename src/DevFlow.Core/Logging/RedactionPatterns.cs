using System.Text.RegularExpressions;

namespace DevFlow.Core.Logging;

/// <summary>
/// The forms of secrets that can be told from their looks. Where a pattern has a group named v, only that group is
/// the secret; the words around it (a header's name, a user) stay readable.
/// </summary>
/// <remarks>
/// The platforms' own recommendations are partly stale: GitHub's installation tokens became JWTs with dots and dashes, and
/// GitLab instances may put a prefix of their own before <c>glpat-</c>. No pattern asks for a word boundary before a token:
/// in escaped text (<c>\nghp_...</c>, <c>%3Dghp_...</c>) there is none.
/// </remarks>
internal static partial class RedactionPatterns
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    // Milliseconds. No pattern backtracks without bound; should one take this long all the same, the whole text goes.
    private const int TimeLimit = 2000;

    [GeneratedRegex(
        @"ghs_[A-Za-z0-9._-]{36,}" +
        @"|gh[poru]_[A-Za-z0-9_]{36,255}" +
        @"|github_pat_[A-Za-z0-9_]{22,255}" +
        @"|GR1348941[A-Za-z0-9_-]{20,}" +
        @"|AT(ATT|CTT|OA)[A-Za-z0-9+/=_-]{20,}" +
        @"|xoxe\.xox[bp]-[0-9]-[A-Za-z0-9_-]{20,}" +
        @"|xox[abceoprsd]-[A-Za-z0-9_%-]{10,}" +
        @"|xapp-[0-9]-[A-Za-z0-9_-]{10,}" +
        @"|xwfp-[A-Za-z0-9_-]{10,}" +
        @"|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}",
        Options, TimeLimit)]
    public static partial Regex Tokens { get; }

    [GeneratedRegex(@"[A-Za-z0-9_.-]{0,30}gl(pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[A-Za-z0-9_=.-]{20,320}", Options, TimeLimit)]
    public static partial Regex GitLabTokens { get; }

    [GeneratedRegex(@"hooks\.slack\.com/(services|workflows|triggers)/(?<v>[A-Za-z0-9_/+-]{20,})", Options, TimeLimit)]
    public static partial Regex SlackHooks { get; }

    /// <summary>A key's whole block; where its end is missing, everything to the end of the text.</summary>
    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----([\s\S]*?-----END [A-Z ]*PRIVATE KEY-----|[\s\S]*)", Options, TimeLimit)]
    public static partial Regex PrivateKeys { get; }

    /// <summary>Headers as HTTP, JSON and PowerShell write them; an unquoted value ends with its line.</summary>
    [GeneratedRegex(
        @"(Authorization|PRIVATE-TOKEN|JOB-TOKEN|Cookie)\\?[""']?\s*[:=]\s*" +
        @"(""(?<v>([^""\\\r\n]|\\.)*)""|'(?<v>[^'\r\n]*)'|[""']?(?<v>[^\s""'][^\r\n]*))",
        Options | RegexOptions.IgnoreCase, TimeLimit)]
    public static partial Regex Headers { get; }

    /// <summary>The value must look random, or every "basic something" in a sentence would go.</summary>
    [GeneratedRegex(@"\b([Bb]earer|[Bb]asic)\s+(?=[A-Za-z._~+/-]*[0-9=])(?<v>[A-Za-z0-9._~+/-]{12,}=*)", Options, TimeLimit)]
    public static partial Regex Schemes { get; }

    /// <summary>The password of an address. A quote ends the search: JSON may hold an address and, later, an @.</summary>
    [GeneratedRegex(@"://[^/\s:@""'<>\\]*:(?<v>[^/\s@""'<>\\]+)@", Options, TimeLimit)]
    public static partial Regex UserInfo { get; }
}

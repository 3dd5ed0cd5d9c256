using System.Buffers;
using System.Text.RegularExpressions;

namespace DevFlow.Core.Logging;

/// <summary>A pattern and the words without which it cannot match: looking for these first costs almost nothing.</summary>
internal sealed class RedactionRule
{
    private const string ValueGroup = "v";
    private readonly Regex _pattern;
    private readonly SearchValues<string> _triggers;
    private readonly bool _hasValueGroup;

    private RedactionRule(Regex pattern, StringComparison comparison, params string[] triggers)
    {
        _pattern = pattern;
        _triggers = SearchValues.Create(triggers, comparison);
        _hasValueGroup = Array.IndexOf(pattern.GetGroupNames(), ValueGroup) >= 0;
        Triggers = triggers;
    }

    public static IReadOnlyList<RedactionRule> All { get; } =
    [
        new(RedactionPatterns.Tokens, StringComparison.Ordinal,
            "ghs_", "ghp_", "gho_", "ghr_", "ghu_", "github_pat_", "GR1348941", "ATATT", "ATCTT", "ATOA",
            "xoxa-", "xoxb-", "xoxc-", "xoxe-", "xoxe.", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xoxd-", "xapp-", "xwfp-", "eyJ"),
        new(RedactionPatterns.GitLabTokens, StringComparison.Ordinal,
            "glpat-", "gloas-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "glwt-", "glsoat-", "glffct-"),
        new(RedactionPatterns.SlackHooks, StringComparison.Ordinal, "hooks.slack.com/"),
        new(RedactionPatterns.PrivateKeys, StringComparison.Ordinal, "PRIVATE KEY-----"),
        new(RedactionPatterns.Headers, StringComparison.OrdinalIgnoreCase, "authorization", "private-token", "job-token", "cookie"),
        new(RedactionPatterns.Schemes, StringComparison.Ordinal, "Bearer", "bearer", "Basic", "basic"),
        new(RedactionPatterns.UserInfo, StringComparison.Ordinal, "://"),
    ];

    public IReadOnlyList<string> Triggers { get; }

    /// <summary>Adds the places of what must go.</summary>
    public void Find(string text, List<Range> found)
    {
        if (!text.AsSpan().ContainsAny(_triggers))
        {
            return;
        }

        for (Match match = _pattern.Match(text); match.Success; match = match.NextMatch())
        {
            Group secret = _hasValueGroup ? match.Groups[ValueGroup] : match;
            if (secret.Length > 0)
            {
                found.Add(secret.Index..(secret.Index + secret.Length));
            }
        }
    }
}

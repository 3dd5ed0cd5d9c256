using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.GitLab;

/// <summary>What a hook's owner has set.</summary>
internal sealed record HookSettings(string Url)
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Sent in clear as X-Gitlab-Token; never shown again.</summary>
    public string? Token { get; init; }

    /// <summary>The key of the Standard Webhooks signature; never shown again.</summary>
    public byte[]? SigningKey { get; init; }

    public bool VerifiesTls { get; init; } = true;

    public string? BranchFilter { get; init; }

    /// <summary><c>wildcard</c>, <c>regex</c> or <c>all_branches</c>.</summary>
    public string FilterStrategy { get; init; } = "wildcard";

    public IReadOnlySet<string> Flags { get; init; } = new HashSet<string>(StringComparer.Ordinal) { HookKind.Push.Flag };

    public IReadOnlyDictionary<string, string> CustomHeaders { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes what a request sets over what was.</summary>
    /// <exception cref="FormatException">The signing token is not of the form <c>whsec_</c> and base64.</exception>
    public HookSettings With(Fields fields)
    {
        HashSet<string> flags = [.. Flags];
        foreach (string flag in HookKind.Flags)
        {
            if (fields.Flag(flag) is { } isOn)
            {
                _ = isOn ? flags.Add(flag) : flags.Remove(flag);
            }
        }

        return this with
        {
            Url = fields.Text("url") ?? Url,
            Name = fields.Text("name") ?? Name,
            Description = fields.Text("description") ?? Description,
            Token = fields.Has("token") ? fields.Text("token") : Token,
            SigningKey = fields.Has("signing_token") ? ReadKey(fields.Text("signing_token")) : SigningKey,
            VerifiesTls = fields.Flag("enable_ssl_verification") ?? VerifiesTls,
            BranchFilter = fields.Text("push_events_branch_filter") ?? BranchFilter,
            FilterStrategy = fields.OneOf("branch_filter_strategy", "wildcard", "regex", "all_branches") ?? FilterStrategy,
            CustomHeaders = ReadHeaders(fields) ?? CustomHeaders,
            Flags = flags,
        };
    }

    public bool Wants(HookKind kind, string? branch) =>
        Flags.Contains(kind.Flag) && (kind != HookKind.Push || branch is null || MatchesBranch(branch));

    private bool MatchesBranch(string branch) =>
        string.IsNullOrEmpty(BranchFilter) || FilterStrategy switch
        {
            "all_branches" => true,
            "regex" => Pattern.TryParse(BranchFilter)?.IsMatch(branch) == true,
            _ => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(BranchFilter, branch, ignoreCase: false),
        };

    private static byte[]? ReadKey(string? token) => string.IsNullOrEmpty(token) ? null : Signatures.ReadStandardSecret(token);

    private static Dictionary<string, string>? ReadHeaders(Fields fields)
    {
        if (fields.Raw("custom_headers") is not { ValueKind: System.Text.Json.JsonValueKind.Array } array)
        {
            return null;
        }

        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (Fields header in array.EnumerateArray().Select(Fields.Of))
        {
            if (header.Text("key") is { } key)
            {
                headers[key] = header.Text("value") ?? "";
            }
        }

        return headers;
    }
}

using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>One operation of GitLab's API, with what has to hold before it runs.</summary>
internal sealed record GitLabRoute : Route<GitLabCall>
{
    private const string ProjectPrefix = "/api/v4/projects/{id}";

    /// <summary>Any of these scopes is enough to read.</summary>
    public static readonly string[] ReadScopes = ["api", "read_api"];

    /// <summary>The scope to change something.</summary>
    public static readonly string[] WriteScopes = ["api"];

    /// <param name="method">The HTTP method.</param>
    /// <param name="template">The path as GitLab's description has it.</param>
    /// <param name="handler">What carries it out; a project is locked meanwhile.</param>
    public GitLabRoute(string method, string template, Func<GitLabCall, Answer> handler)
        : this(method, template, (call, _) => new(RunLocked(call, handler)))
    {
    }

    /// <param name="method">The HTTP method.</param>
    /// <param name="template">The path as GitLab's description has it.</param>
    /// <param name="handler">What carries it out; it locks for itself.</param>
    public GitLabRoute(string method, string template, Func<GitLabCall, CancellationToken, ValueTask<Answer>> handler)
        : base(method, template, handler)
    {
        Scopes = HttpMethods.IsGet(method) ? ReadScopes : WriteScopes;
        IsProjectBound = template.StartsWith(ProjectPrefix, StringComparison.Ordinal);
        IsApi = template.StartsWith("/api/", StringComparison.Ordinal);
    }

    /// <summary>Scopes of which the token needs one; empty: any token will do.</summary>
    public IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What the user must at least be in the project.</summary>
    public AccessLevel Access { get; init; } = AccessLevel.Guest;

    /// <summary>The declaration of its parameters; see <see cref="ParameterList"/>.</summary>
    public string Parameters
    {
        init => List = ParameterList.Parse(value);
    }

    public ParameterList List { get; private init; } = ParameterList.Parse("");

    /// <summary>The application limit it counts in; null for none.</summary>
    public string? Limit { get; init; }

    /// <summary>True where the token of a running job is accepted too.</summary>
    public bool AcceptsJobToken { get; init; }

    /// <summary>True where an attacker would guess passwords, so that few requests are let through.</summary>
    public bool IsProtected { get; init; }

    /// <summary>True where a token that was rotated or revoked before ends its whole family.</summary>
    public bool RevokesFamilyOnReuse { get; init; }

    /// <summary>True where the path names a project.</summary>
    public bool IsProjectBound { get; }

    /// <summary>False for the pages and endpoints of OAuth, which take no API token.</summary>
    public bool IsApi { get; }

    private static Answer RunLocked(GitLabCall call, Func<GitLabCall, Answer> handler)
    {
        if (!call.HasProject)
        {
            return handler(call);
        }

        lock (call.Project.Gate)
        {
            return handler(call);
        }
    }
}

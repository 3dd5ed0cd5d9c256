namespace DevFlow.Sandbox.GitHub;

/// <summary>The kinds of credentials an operation takes; others get 401, 403 or 404 as GitHub has it.</summary>
[Flags]
internal enum Callers
{
    None = 0,

    /// <summary>Tokens that act for a user: <c>ghp_</c>, <c>github_pat_</c>, <c>gho_</c>, <c>ghu_</c>.</summary>
    User = 1,

    /// <summary>Installation tokens: <c>ghs_</c>.</summary>
    Installation = 2,

    /// <summary>A user or an installation: nearly everything.</summary>
    Tokens = User | Installation,

    /// <summary>The JWT of a GitHub App.</summary>
    App = 4,

    /// <summary>Basic authentication with an OAuth application's client id and secret.</summary>
    Client = 8,

    /// <summary>Nobody needs to say who asks.</summary>
    Anyone = 16,
}

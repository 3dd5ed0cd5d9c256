namespace DevFlow.Sandbox.GitHub;

/// <summary>What a request identified itself with.</summary>
internal enum LoginKind
{
    /// <summary>A classic personal access token, <c>ghp_</c>.</summary>
    Classic,

    /// <summary>A fine-grained personal access token, <c>github_pat_</c>.</summary>
    FineGrained,

    /// <summary>The token of an OAuth application, <c>gho_</c>.</summary>
    OAuth,

    /// <summary>The token of a GitHub App for a user, <c>ghu_</c>; its refresh token is <c>ghr_</c>.</summary>
    AppUser,

    /// <summary>The token of an App's installation, <c>ghs_</c>.</summary>
    Installation,

    /// <summary>The JWT of an App itself.</summary>
    App,

    /// <summary>Client id and secret of an OAuth application or an App.</summary>
    Client,
}

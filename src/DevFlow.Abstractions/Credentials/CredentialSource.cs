namespace DevFlow;

/// <summary>Where credentials are imported from.</summary>
public enum CredentialSource
{
    /// <summary>GitHub's command line program <c>gh</c>.</summary>
    Gh = 1,

    /// <summary>GitLab's command line program <c>glab</c>.</summary>
    Glab,

    /// <summary>The environment variables that platforms' own tools read.</summary>
    Environment,

    /// <summary>The file <c>.netrc</c>.</summary>
    Netrc,

    /// <summary>The vaults of Microsoft.PowerShell.SecretManagement.</summary>
    SecretManagement,

    /// <summary>A backup that Export-DevFlowCredential wrote.</summary>
    Backup,

    /// <summary>The command line program of the platform that is named.</summary>
    Tool,
}

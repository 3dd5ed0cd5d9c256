namespace DevFlow.Sandbox.GitHub;

/// <summary>What an account may do in a repository; each role may what those before it may.</summary>
internal enum RepositoryRole
{
    None,
    Read,
    Triage,
    Write,
    Maintain,
    Admin,
}

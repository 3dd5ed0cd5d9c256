namespace DevFlow.Sandbox.GitHub;

/// <summary>Whose hooks they are: a repository's or an organisation's.</summary>
internal sealed record HookPlace(Repository? Repository, Account? Organization)
{
    public HookSet Hooks => Repository?.Hooks ?? Organization!.Hooks;

    /// <summary><c>/repos/{owner}/{repo}</c> or <c>/orgs/{org}</c>; a repository can be renamed.</summary>
    public string ApiPath => Repository?.ApiPath ?? $"/orgs/{Organization!.Login}";

    /// <summary>The path of lists, as GitHub's Link headers have it.</summary>
    public string ListPath => Repository is null ? $"/organizations/{Organization!.Id}" : $"/repositories/{Repository.Id}";

    /// <summary>The member <c>type</c> of a hook.</summary>
    public string Type => Repository is null ? "Organization" : "Repository";

    /// <summary>The value of X-GitHub-Hook-Installation-Target-ID.</summary>
    public long TargetId => Repository?.Id ?? Organization!.Id;
}

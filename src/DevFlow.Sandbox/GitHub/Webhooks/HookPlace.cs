namespace DevFlow.Sandbox.GitHub;

/// <summary>Whose hooks they are: a repository's, an organisation's or, if it is neither, an App's, which has just one.</summary>
internal sealed record HookPlace(Repository? Repository, Account? Organization, GitHubApp? App = null)
{
    private const string AppHook = "/app/hook";

    public HookSet Hooks => Repository?.Hooks ?? Organization!.Hooks;

    /// <summary>The path of lists, as GitHub's Link headers have it.</summary>
    public string ListPath => Repository is null ? $"/organizations/{Organization!.Id}" : $"/repositories/{Repository.Id}";

    /// <summary>The member <c>type</c> of a hook.</summary>
    public string Type => App is not null ? "App" : Repository is null ? "Organization" : "Repository";

    /// <summary>The value of X-GitHub-Hook-Installation-Target-Type.</summary>
    public string TargetType => App is not null ? "integration" : Repository is null ? "organization" : "repository";

    /// <summary>The value of X-GitHub-Hook-Installation-Target-ID.</summary>
    public long TargetId => App?.Id ?? Repository?.Id ?? Organization!.Id;

    /// <summary>The path of a hook; a repository can be renamed.</summary>
    public string PathOf(Hook hook) => App is not null ? AppHook : $"{Repository?.ApiPath ?? $"/orgs/{Organization!.Login}"}/hooks/{hook.Id}";

    /// <summary>The path of a hook, as GitHub's Link headers have it.</summary>
    public string ListPathOf(Hook hook) => App is not null ? AppHook : $"{ListPath}/hooks/{hook.Id}";
}

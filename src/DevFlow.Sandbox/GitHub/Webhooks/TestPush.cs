namespace DevFlow.Sandbox.GitHub;

/// <summary>The push a hook is told when it is tested: the newest commit of the default branch, pushed again.</summary>
internal static class TestPush
{
    public static HookNotice Create(Repository repository, Account sender, Task answered)
    {
        string branch = repository.Fields.DefaultBranch;
        GitCommit? head = repository.Git.FindBranch(branch);
        return new(
            "push", null, repository, sender, answered, PushJson.Describe(repository, GitStore.Heads + branch, head is { Parents: [var parent, ..] } ? parent : null, head, isForced: false, sender));
    }
}

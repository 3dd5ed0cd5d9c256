using System.Buffers;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A repository's commits and references.</summary>
internal sealed class GitStore(Repository repository)
{
    private static readonly SearchValues<char> NotInRefNames = SearchValues.Create(" ~^:?*[\\\0");

    public const string Heads = "refs/heads/";
    public const string Tags = "refs/tags/";
    private const int ShortestSha = 4;
    private const int ShaLength = 40;
    private const string Nothing = "0000000000000000000000000000000000000000";

    private readonly Dictionary<string, GitCommit> _commits = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, GitCommit> _refs = ImmutableSortedDictionary.Create<string, GitCommit>(StringComparer.Ordinal);
    private ImmutableHashSet<string> _protected = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>All references by their full name, sorted.</summary>
    public IReadOnlyDictionary<string, GitCommit> Refs => Volatile.Read(ref _refs);

    public bool IsEmpty => Refs.Count == 0;

    public GitCommit? FindRef(string name) => Refs.GetValueOrDefault(name);

    public GitCommit? FindBranch(string name) => FindRef(Heads + name);

    public bool IsProtected(string branch) => Volatile.Read(ref _protected).Contains(branch);

    public void Protect(string branch) => ImmutableInterlocked.Update(ref _protected, static (names, name) => names.Add(name), branch);

    public GitCommit? FindCommit(string sha)
    {
        lock (repository.Gate)
        {
            return _commits.GetValueOrDefault(sha);
        }
    }

    /// <summary>Finds what a name stands for: a branch, a tag, a reference with or without <c>refs/</c>, a SHA or its beginning.</summary>
    public GitCommit? Resolve(string name)
    {
        if ((FindBranch(name) ?? FindRef(Tags + name) ?? FindRef("refs/" + name) ?? FindRef(name)) is { } commit)
        {
            return commit;
        }

        if (name is "HEAD")
        {
            return FindBranch(repository.Fields.DefaultBranch);
        }

        if (name.Length is < ShortestSha or > ShaLength)
        {
            return null;
        }

        lock (repository.Gate)
        {
            return _commits.GetValueOrDefault(name) ?? (name.Length == ShaLength
                ? null
                : _commits.FirstOrDefault(pair => pair.Key.StartsWith(name, StringComparison.OrdinalIgnoreCase)).Value);
        }
    }

    /// <summary>Keeps a commit and lets a reference show it, without telling anybody: for what the scenario has.</summary>
    public void Seed(string name, GitCommit commit)
    {
        lock (repository.Gate)
        {
            Keep(commit);
            SetRef(name, commit);
        }
    }

    /// <exception cref="GitHubRefusal">It is there already, or its name is none.</exception>
    public void CreateRef(string name, GitCommit commit, Act act)
    {
        lock (repository.Gate)
        {
            if (!IsRefName(name))
            {
                throw GitHubRefusal.Unprocessable($"{name} is not a valid ref name.");
            }

            if (FindRef(name) is not null)
            {
                throw GitHubRefusal.Unprocessable("Reference already exists");
            }

            SetRef(name, commit);
            RefJson.TellCreated(repository, name, act);
            AfterMove(name, null, commit, isForced: false, act);
        }
    }

    /// <exception cref="GitHubRefusal">There is no such reference, or it would lose commits.</exception>
    public void MoveRef(string name, GitCommit commit, bool force, Act act)
    {
        lock (repository.Gate)
        {
            GitCommit before = FindRef(name) ?? throw GitHubRefusal.Unprocessable("Reference does not exist");
            bool isForced = before.Without(commit).Count > 0;
            if (isForced && !force)
            {
                throw GitHubRefusal.Unprocessable("Update is not a fast forward");
            }

            SetRef(name, commit);
            AfterMove(name, before, commit, isForced, act);
        }
    }

    /// <exception cref="GitHubRefusal">There is no such reference, or it is protected.</exception>
    public void DeleteRef(string name, Act act)
    {
        lock (repository.Gate)
        {
            GitCommit before = FindRef(name) ?? throw GitHubRefusal.Unprocessable("Reference does not exist");
            if (name == Heads + repository.Fields.DefaultBranch)
            {
                throw GitHubRefusal.Unprocessable("Cannot delete the default branch");
            }

            if (name.StartsWith(Heads, StringComparison.Ordinal) && IsProtected(name[Heads.Length..]))
            {
                throw GitHubRefusal.Unprocessable("Cannot delete a protected branch");
            }

            Volatile.Write(ref _refs, _refs.Remove(name));
            RefJson.TellDeleted(repository, name, act);
            AfterMove(name, before, null, isForced: false, act);
        }
    }

    /// <summary>Adds a commit to a branch, which is made where the repository is still empty.</summary>
    /// <exception cref="GitHubRefusal">There is no such branch.</exception>
    public GitCommit Commit(string branch, Func<GitTree, GitTree> change, GitPerson author, GitPerson committer, string message, Act act)
    {
        lock (repository.Gate)
        {
            GitCommit? parent = FindBranch(branch);
            if (parent is null && !IsEmpty)
            {
                throw new GitHubRefusal(StatusCodes.Status404NotFound, $"Branch {branch} not found");
            }

            GitTree tree = change(parent?.Tree ?? GitTree.Empty);
            GitCommit commit = new(tree, parent is null ? [] : [parent], author, committer, message);
            Advance(branch, commit, act);
            return commit;
        }
    }

    /// <summary>Lets a branch show a commit made elsewhere, with all that follows from a push.</summary>
    public void Advance(string branch, GitCommit commit, Act act)
    {
        lock (repository.Gate)
        {
            string name = Heads + branch;
            GitCommit? before = FindRef(name);
            Keep(commit);
            SetRef(name, commit);
            AfterMove(name, before, commit, isForced: false, act);
        }
    }

    private void AfterMove(string name, GitCommit? before, GitCommit? after, bool isForced, Act act)
    {
        repository.PushedAt = act.At;
        PushJson.Tell(repository, name, before, after, isForced, act);
        if (!name.StartsWith(Heads, StringComparison.Ordinal))
        {
            return;
        }

        string branch = name[Heads.Length..];
        repository.Pulls.AfterMove(branch, before, after, act);
        if (after is not null)
        {
            repository.Workflows.StartAll("push", branch, after, act);
        }
    }

    private void Keep(GitCommit commit)
    {
        Stack<GitCommit> open = new([commit]);
        while (open.TryPop(out GitCommit? next))
        {
            if (_commits.TryAdd(next.Sha, next))
            {
                foreach (GitCommit parent in next.Parents)
                {
                    open.Push(parent);
                }
            }
        }
    }

    private void SetRef(string name, GitCommit commit) => Volatile.Write(ref _refs, _refs.SetItem(name, commit));

    // The part of git-check-ref-format that matters here.
    private static bool IsRefName(string name) =>
        name.StartsWith("refs/", StringComparison.Ordinal) && name.Count('/') >= 2 && !name.EndsWith('/') && !name.EndsWith(".lock", StringComparison.Ordinal)
        && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("//", StringComparison.Ordinal) && !name.AsSpan().ContainsAny(NotInRefNames);

    public static string ShaOf(GitCommit? commit) => commit?.Sha ?? Nothing;
}

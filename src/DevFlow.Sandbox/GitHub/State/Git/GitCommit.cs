using System.Collections.Immutable;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A commit with the files it has; immutable, so repositories may share it.</summary>
internal sealed class GitCommit
{
    public GitCommit(GitTree tree, IReadOnlyList<GitCommit> parents, GitPerson author, GitPerson committer, string message)
    {
        Tree = tree;
        Parents = parents;
        Author = author;
        Committer = committer;
        Message = message;
        Sha = GitHash.OfCommit(tree.Sha, parents, author, committer, message);
    }

    public string Sha { get; }

    public GitTree Tree { get; }

    public IReadOnlyList<GitCommit> Parents { get; }

    public GitPerson Author { get; }

    public GitPerson Committer { get; }

    public string Message { get; }

    public string Title => Message.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0 ? Message[..end] : Message;

    /// <summary>All commits that lead here, this one first, the newest before the older.</summary>
    public IReadOnlyList<GitCommit> History()
    {
        HashSet<GitCommit> seen = [this];
        List<GitCommit> found = [];
        PriorityQueue<GitCommit, (long Time, int Order)> queue = new();
        queue.Enqueue(this, (0, 0));
        while (queue.TryDequeue(out GitCommit? commit, out _))
        {
            found.Add(commit);
            foreach (GitCommit parent in commit.Parents.Where(seen.Add))
            {
                queue.Enqueue(parent, (-parent.Committer.Date.UtcTicks, seen.Count));
            }
        }

        return found;
    }

    /// <summary>The commits that lead here and not to another, newest first.</summary>
    public IReadOnlyList<GitCommit> Without(GitCommit other)
    {
        HashSet<GitCommit> known = [.. other.History()];
        return [.. History().Where(commit => !known.Contains(commit))];
    }

    /// <summary>The newest commit that leads both here and to another; null where there is none.</summary>
    public GitCommit? MergeBase(GitCommit other)
    {
        HashSet<GitCommit> known = [.. other.History()];
        return History().FirstOrDefault(known.Contains);
    }

    /// <summary>What it changes, compared with its first parent.</summary>
    public ImmutableArray<FileChange> Changes() => FileChange.Between(Parents.Count > 0 ? Parents[0].Tree : GitTree.Empty, Tree);
}

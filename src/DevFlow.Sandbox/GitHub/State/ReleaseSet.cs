namespace DevFlow.Sandbox.GitHub;

/// <summary>The releases of a repository.</summary>
internal sealed class ReleaseSet(Repository repository)
{
    private const string Resource = "Release";

    private readonly SortedDictionary<long, Release> _releases = [];

    /// <summary>All of them, newest first; drafts only for those who may write.</summary>
    public IReadOnlyList<Release> List(bool withDrafts)
    {
        lock (repository.Gate)
        {
            return [.. _releases.Values.Where(release => withDrafts || !release.IsDraft).Reverse()];
        }
    }

    public Release? Find(long id)
    {
        lock (repository.Gate)
        {
            return _releases.GetValueOrDefault(id);
        }
    }

    public Release? FindByTag(string tag) => List(withDrafts: false).FirstOrDefault(release => release.TagName == tag);

    public Release? FindLatest() => List(withDrafts: false).FirstOrDefault(release => !release.IsPrerelease);

    /// <param name="create">Makes the release from its number.</param>
    /// <param name="act">Who and when.</param>
    /// <exception cref="GitHubRefusal">There is a release of the tag, or neither a tag nor something to tag.</exception>
    public Release Add(Func<long, Release> create, Act act)
    {
        lock (repository.Gate)
        {
            Release release = create(repository.State.Ids.Next());
            Check(release);
            _releases.Add(release.Id, release);
            Tell("created", release, act);
            return release.IsDraft ? release : Publish(release, act);
        }
    }

    /// <exception cref="GitHubRefusal">There is none of this number, or another of the tag.</exception>
    public Release Change(long id, Func<Release, Release> change, Act act)
    {
        lock (repository.Gate)
        {
            Release before = Find(id) ?? throw GitHubRefusal.NotFound();
            Release after = change(before);
            Check(after);
            _releases[id] = after;
            if (after.Name != before.Name || after.Body != before.Body || after.TagName != before.TagName || after.IsPrerelease != before.IsPrerelease)
            {
                Tell("edited", after, act, before);
            }

            return before.IsDraft && !after.IsDraft ? Publish(after, act) : after;
        }
    }

    /// <summary>Removes the release; its tag stays.</summary>
    public void Remove(long id, Act act)
    {
        lock (repository.Gate)
        {
            if (!_releases.Remove(id, out Release? release))
            {
                throw GitHubRefusal.NotFound();
            }

            Tell("deleted", release, act);
        }
    }

    private Release Publish(Release release, Act act)
    {
        string tag = GitStore.Tags + release.TagName;
        if (repository.Git.FindRef(tag) is null)
        {
            repository.Git.CreateRef(tag, repository.Git.Resolve(release.Target)!, act);
        }

        Release published = _releases[release.Id] = release with { PublishedAt = act.At };
        Tell("published", published, act);
        Tell(published.IsPrerelease ? "prereleased" : "released", published, act);
        return published;
    }

    private void Check(Release release)
    {
        if (!release.IsDraft && _releases.Values.Any(other => other.Id != release.Id && !other.IsDraft && other.TagName == release.TagName))
        {
            throw GitHubRefusal.Invalid(new FieldError(Resource, "already_exists", "tag_name"));
        }

        if (!release.IsDraft && repository.Git.FindRef(GitStore.Tags + release.TagName) is null && repository.Git.Resolve(release.Target) is null)
        {
            throw GitHubRefusal.Invalid(new FieldError(Resource, "invalid", "target_commitish"));
        }
    }

    private void Tell(string action, Release release, Act act, Release? before = null) => repository.Tell("release", action, act, (writer, links) =>
    {
        ReleaseJson.Write(writer, "release"u8, repository, release, links);
        if (before is not null)
        {
            ChangesJson.Write(writer, ("name", before.Name, release.Name), ("body", before.Body, release.Body), ("tag_name", before.TagName, release.TagName));
        }
    });
}

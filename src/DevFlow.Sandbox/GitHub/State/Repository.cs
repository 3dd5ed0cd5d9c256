using System.Collections.Concurrent;
using System.Text.Json;

namespace DevFlow.Sandbox.GitHub;

/// <summary>
/// A repository and its parts. Its gate is taken for every change, so that a change and the notices of it are one step; what
/// is read is a snapshot and needs no gate.
/// </summary>
internal sealed class Repository
{
    private volatile RepositoryFields _fields;
    private volatile Names _names;
    private long _pushedAt;
    private long _updatedAt;

    public Repository(GitHubState state, long id, Account owner, RepositoryFields fields, DateTimeOffset createdAt)
    {
        State = state;
        Id = id;
        NodeId = GitHub.NodeId.Create("Repository", id);
        Owner = owner;
        CreatedAt = createdAt;
        _fields = fields;
        _names = new(owner, fields.Name);
        _pushedAt = createdAt.UtcTicks;
        _updatedAt = createdAt.UtcTicks;
        Hooks = new(owner.Hooks);
        Git = new(this);
        Labels = new(this);
        Milestones = new(this);
        Issues = new(this);
        Comments = new(this);
        Pulls = new(this);
        Statuses = new(this);
        Checks = new(this);
        Workflows = new(this);
        Releases = new(this);
    }

    public GitHubState State { get; }

    /// <summary>Held while anything here changes; it may be entered again by who holds it.</summary>
    public Lock Gate { get; } = new();

    public long Id { get; }

    public string NodeId { get; }

    public Account Owner { get; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset UpdatedAt => new(Volatile.Read(ref _updatedAt), TimeSpan.Zero);

    public DateTimeOffset PushedAt
    {
        get => new(Volatile.Read(ref _pushedAt), TimeSpan.Zero);
        set => Volatile.Write(ref _pushedAt, value.UtcTicks);
    }

    public RepositoryFields Fields => _fields;

    public string Name => _fields.Name;

    public bool IsPrivate => _fields.IsPrivate;

    public string FullName => _names.FullName;

    /// <summary><c>/repos/{owner}/{repo}</c></summary>
    public string ApiPath => _names.ApiPath;

    /// <summary><c>/{owner}/{repo}</c></summary>
    public string HtmlPath => _names.HtmlPath;

    /// <summary>Accounts with a role of their own, besides the owner and the organisation's members.</summary>
    public ConcurrentDictionary<Account, RepositoryRole> Collaborators { get; } = new(concurrencyLevel: 1, capacity: 0);

    public HookSet Hooks { get; }

    public GitStore Git { get; }

    public LabelSet Labels { get; }

    public MilestoneSet Milestones { get; }

    public IssueSet Issues { get; }

    public CommentSet Comments { get; }

    public PullSet Pulls { get; }

    public StatusSet Statuses { get; }

    public CheckSet Checks { get; }

    public WorkflowSet Workflows { get; }

    public ReleaseSet Releases { get; }

    /// <summary>What an account may do here. Members of an organisation may write, as is usual, and its owners may all.</summary>
    public RepositoryRole RoleOf(Account account)
    {
        if (account == Owner)
        {
            return RepositoryRole.Admin;
        }

        RepositoryRole role = Collaborators.TryGetValue(account, out RepositoryRole own) ? own
            : _fields.IsPrivate ? RepositoryRole.None : RepositoryRole.Read;
        RepositoryRole member = !Owner.IsOrganization || !Owner.Members.TryGetValue(account, out bool isOwner) ? RepositoryRole.None
            : isOwner ? RepositoryRole.Admin : RepositoryRole.Write;
        return member > role ? member : role;
    }

    /// <summary>How an author stands to the repository: the schema author-association.</summary>
    public string AssociationOf(Account account) => account switch
    {
        _ when account == Owner => "OWNER",
        _ when Owner.Members.ContainsKey(account) => "MEMBER",
        _ when Collaborators.ContainsKey(account) => "COLLABORATOR",
        _ => "NONE",
    };

    /// <summary>Those who can be assigned to issues: who may at least write.</summary>
    public IReadOnlyList<Account> ListAssignees() =>
    [
        .. new[] { Owner }.Concat(Owner.Members.Keys).Concat(Collaborators.Keys)
            .Where(account => !account.IsOrganization && RoleOf(account) >= RepositoryRole.Write)
            .Distinct().OrderBy(account => account.Id),
    ];

    /// <summary>Tells the hooks of the repository and its organisation.</summary>
    public void Tell(string name, string? action, Act act, Action<Utf8JsonWriter, Links> writeFields) =>
        Hooks.Publish(new(name, action, this, act.By, act.Answered, writeFields));

    /// <summary>Only for <see cref="GitHubState"/>, which keeps the names apart.</summary>
    public void Change(RepositoryFields fields, Act act)
    {
        lock (Gate)
        {
            RepositoryFields before = _fields;
            if (fields.DefaultBranch != before.DefaultBranch && Git.FindBranch(fields.DefaultBranch) is null)
            {
                throw GitHubRefusal.Invalid(new FieldError(
                    "Repository", "invalid", "default_branch", $"The branch {fields.DefaultBranch} was not found. Please push that ref first or create it via the Git Data API."));
            }

            _fields = fields;
            _names = new(Owner, fields.Name);
            Volatile.Write(ref _updatedAt, act.At.UtcTicks);
            TellChange(before, fields, act);
        }
    }

    private void TellChange(RepositoryFields before, RepositoryFields after, Act act)
    {
        if (after.Name != before.Name)
        {
            Tell("repository", "renamed", act, (writer, _) => ChangesJson.WriteRename(writer, before.Name));
        }

        if (after.IsPrivate != before.IsPrivate)
        {
            Tell("repository", after.IsPrivate ? "privatized" : "publicized", act, static (_, _) => { });
        }

        if (after.IsArchived != before.IsArchived)
        {
            Tell("repository", after.IsArchived ? "archived" : "unarchived", act, static (_, _) => { });
        }

        if (after.Description != before.Description || after.Homepage != before.Homepage || after.DefaultBranch != before.DefaultBranch)
        {
            Tell("repository", "edited", act, (writer, _) => ChangesJson.Write(
                writer,
                ("description", before.Description, after.Description),
                ("homepage", before.Homepage, after.Homepage),
                ("default_branch", before.DefaultBranch, after.DefaultBranch)));
        }
    }

    private sealed record Names(string FullName, string ApiPath, string HtmlPath)
    {
        public Names(Account owner, string name)
            : this($"{owner.Login}/{name}", $"/repos/{owner.Login}/{name}", $"/{owner.Login}/{name}")
        {
        }
    }
}

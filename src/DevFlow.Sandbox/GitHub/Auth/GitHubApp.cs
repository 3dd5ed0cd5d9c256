using DevFlow.Sandbox.Auth;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A registered GitHub App.</summary>
internal sealed class GitHubApp(long id, string slug, string name, Account owner, OAuthClient client, DateTimeOffset createdAt)
{
    private readonly Lock _gate = new();

    public long Id { get; } = id;

    public string NodeId { get; } = GitHub.NodeId.Create("Integration", id);

    public string Slug { get; } = slug;

    public string Name { get; } = name;

    public Account Owner { get; } = owner;

    /// <summary>Its client id and secret, for tokens that act for users.</summary>
    public OAuthClient Client { get; } = client;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>Who acts when an installation does: <c>{slug}[bot]</c>.</summary>
    public required Account Bot { get; init; }

    public required Permissions Permissions { get; init; }

    public IReadOnlyList<string> Events { get; init; } = [];

    public List<Installation> Installations { get; } = [];

    /// <summary>Its webhook; null while it has none.</summary>
    public Hook? Hook
    {
        get
        {
            lock (_gate)
            {
                return field;
            }
        }

        private set;
    }

    public string HtmlPath { get; } = "/apps/" + slug;

    /// <summary>Gives the webhook its settings, or makes it with them.</summary>
    public Hook Configure(HookSettings settings, Func<HookSettings, Hook> create)
    {
        lock (_gate)
        {
            if (Hook is { } there)
            {
                there.Change(settings);
                return there;
            }

            return Hook = create(settings);
        }
    }

    /// <summary>Installs the App, which from then on hears of what happens there.</summary>
    public void Install(Installation installation)
    {
        Installations.Add(installation);
        installation.Account.Hooks.Add(notice =>
        {
            if (Hook is { } hook && hook.Settings.Wants(notice.Event) && (notice.Repository is null || installation.Covers(notice.Repository)))
            {
                hook.Tell(notice.For(installation));
            }
        });
    }
}

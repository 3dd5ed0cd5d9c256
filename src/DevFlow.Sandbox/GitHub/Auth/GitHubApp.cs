using DevFlow.Sandbox.Auth;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A registered GitHub App.</summary>
internal sealed class GitHubApp(long id, string slug, string name, Account owner, OAuthClient client, DateTimeOffset createdAt)
{
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

    public string HtmlPath { get; } = "/apps/" + slug;
}

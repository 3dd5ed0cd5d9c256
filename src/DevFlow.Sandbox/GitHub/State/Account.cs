using System.Collections.Concurrent;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A user or an organisation.</summary>
internal sealed class Account(long id, string login, bool isOrganization, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public string Login { get; } = login;

    public bool IsOrganization { get; } = isOrganization;

    public string Type => IsOrganization ? "Organization" : Login.EndsWith("[bot]", StringComparison.Ordinal) ? "Bot" : "User";

    public string NodeId { get; } = GitHub.NodeId.Create(isOrganization ? "Organization" : "User", id);

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? Company { get; init; }

    public string? Location { get; init; }

    /// <summary>What a user says of himself, or the description of an organisation.</summary>
    public string? Bio { get; init; }

    /// <summary>The address in this account's commits.</summary>
    public string CommitEmail => Email ?? $"{Id}+{Login}@users.noreply.github.com";

    public string ApiPath { get; } = "/users/" + login;

    public string HtmlPath { get; } = "/" + login;

    public string AvatarPath { get; } = $"/avatars/u/{id}?v=4";

    /// <summary>An organisation's hooks: told what happens in its repositories.</summary>
    public HookSet Hooks { get; } = new();

    /// <summary>An organisation's members, by account; the value tells owners from the others.</summary>
    public ConcurrentDictionary<Account, bool> Members { get; } = new();
}

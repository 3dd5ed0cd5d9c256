using System.Globalization;

namespace DevFlow.Sandbox.GitHub;

/// <summary>One version of an issue or a pull request, which is an issue with more to it; a change makes another.</summary>
internal sealed record Issue
{
    public required long Id { get; init; }

    public required string NodeId { get; init; }

    public required int Number { get; init; }

    public required string Title { get; init; }

    public string? Body { get; init; }

    public required Account Author { get; init; }

    public IReadOnlyList<Label> Labels { get; init; } = [];

    public IReadOnlyList<Account> Assignees { get; init; } = [];

    public Milestone? Milestone { get; init; }

    public bool IsClosed { get; init; }

    public string? StateReason { get; init; }

    public bool IsLocked { get; init; }

    public string? LockReason { get; init; }

    public int Comments { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public Account? ClosedBy { get; init; }

    /// <summary>What a pull request has besides; null for an issue.</summary>
    public PullRequest? Pull { get; init; }

    /// <summary><c>/repos/{owner}/{repo}/issues/{number}</c></summary>
    public string ApiPath(Repository repository) => string.Create(CultureInfo.InvariantCulture, $"{repository.ApiPath}/issues/{Number}");

    /// <summary><c>/repos/{owner}/{repo}/pulls/{number}</c></summary>
    public string PullApiPath(Repository repository) => string.Create(CultureInfo.InvariantCulture, $"{repository.ApiPath}/pulls/{Number}");

    /// <summary><c>/{owner}/{repo}/issues/{number}</c>, or <c>pull</c> in the place of <c>issues</c>.</summary>
    public string HtmlPath(Repository repository) => string.Create(
        CultureInfo.InvariantCulture, $"{repository.HtmlPath}/{(Pull is null ? "issues" : "pull")}/{Number}");
}

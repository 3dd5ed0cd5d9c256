using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>The repositories an account is a member of: GitLab calls them projects, and shows those of everybody only to who asks for all.</summary>
internal sealed class GitLabRepositories : IPlatformList<Repository>
{
    public IReadOnlyList<Uri> GetAddresses(Uri apiUri) => [new Uri(apiUri, "projects?membership=true&order_by=id&sort=asc&per_page=100")];

    public ItemPage<Repository> Read(HttpResponseMessage response) =>
        PagedAnswer.Read(
            response,
            "GitLab",
            static page => page,
            static item => Payload.Text(item, "path_with_namespace") is { } fullName
                ? new Repository
                {
                    Id = Payload.Text(item, "id") ?? "",
                    Name = Payload.Text(item, "path") ?? fullName,
                    FullName = fullName,
                    Description = Payload.Text(item, "description"),
                    Uri = Payload.Address(item, "web_url"),
                    CloneUri = Payload.Address(item, "http_url_to_repo"),
                    DefaultBranch = Payload.Text(item, "default_branch"),
                    Visibility = Payload.Text(item, "visibility") ?? "private",
                    IsArchived = Payload.Flag(item, "archived") == true,
                    ChangedAt = Payload.Time(item, "last_activity_at"),
                }
                : null,
            _ => AnswerHeaders.FollowingPages(response));
}

using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>The repositories an account may see; the token of an app's installation sees those it was installed for.</summary>
internal sealed class GitHubRepositories : IPlatformList<Repository>
{
    public IReadOnlyList<Uri> GetAddresses(Uri apiUri) =>
        [new Uri(apiUri, "user/repos?per_page=100&sort=full_name"), new Uri(apiUri, "installation/repositories?per_page=100")];

    public ItemPage<Repository> Read(HttpResponseMessage response) =>
        PagedAnswer.Read(
            response,
            "GitHub",
            static page => page.ValueKind == JsonValueKind.Array ? page : PagedAnswer.FindItems(page, "total_count"),
            static item => Payload.Text(item, "full_name") is { } fullName
                ? new Repository
                {
                    Id = Payload.Text(item, "id") ?? "",
                    Name = Payload.Text(item, "name") ?? fullName,
                    FullName = fullName,
                    Description = Payload.Text(item, "description"),
                    Uri = Payload.Address(item, "html_url"),
                    CloneUri = Payload.Address(item, "clone_url"),
                    DefaultBranch = Payload.Text(item, "default_branch"),
                    Visibility = Payload.Text(item, "visibility") ?? (Payload.Flag(item, "private") == true ? "private" : "public"),
                    IsArchived = Payload.Flag(item, "archived") == true,
                    ChangedAt = Payload.Time(item, "pushed_at|updated_at"),
                }
                : null,
            _ => AnswerHeaders.FollowingPages(response));
}

using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The address templates of a repository (RFC 6570), in GitHub's order.</summary>
internal static class RepositoryAddresses
{
    public static void Write(Utf8JsonWriter writer, Repository repository, Links links)
    {
        writer.WriteAddress("url"u8, links.Api, repository.ApiPath);
        writer.WriteAddress("forks_url"u8, links.Api, repository.ApiPath, "/forks");
        writer.WriteAddress("keys_url"u8, links.Api, repository.ApiPath, "/keys{/key_id}");
        writer.WriteAddress("collaborators_url"u8, links.Api, repository.ApiPath, "/collaborators{/collaborator}");
        writer.WriteAddress("teams_url"u8, links.Api, repository.ApiPath, "/teams");
        writer.WriteAddress("hooks_url"u8, links.Api, repository.ApiPath, "/hooks");
        writer.WriteAddress("issue_events_url"u8, links.Api, repository.ApiPath, "/issues/events{/number}");
        writer.WriteAddress("events_url"u8, links.Api, repository.ApiPath, "/events");
        writer.WriteAddress("assignees_url"u8, links.Api, repository.ApiPath, "/assignees{/user}");
        writer.WriteAddress("branches_url"u8, links.Api, repository.ApiPath, "/branches{/branch}");
        writer.WriteAddress("tags_url"u8, links.Api, repository.ApiPath, "/tags");
        writer.WriteAddress("blobs_url"u8, links.Api, repository.ApiPath, "/git/blobs{/sha}");
        writer.WriteAddress("git_tags_url"u8, links.Api, repository.ApiPath, "/git/tags{/sha}");
        writer.WriteAddress("git_refs_url"u8, links.Api, repository.ApiPath, "/git/refs{/sha}");
        writer.WriteAddress("trees_url"u8, links.Api, repository.ApiPath, "/git/trees{/sha}");
        writer.WriteAddress("statuses_url"u8, links.Api, repository.ApiPath, "/statuses/{sha}");
        writer.WriteAddress("languages_url"u8, links.Api, repository.ApiPath, "/languages");
        writer.WriteAddress("stargazers_url"u8, links.Api, repository.ApiPath, "/stargazers");
        writer.WriteAddress("contributors_url"u8, links.Api, repository.ApiPath, "/contributors");
        writer.WriteAddress("subscribers_url"u8, links.Api, repository.ApiPath, "/subscribers");
        writer.WriteAddress("subscription_url"u8, links.Api, repository.ApiPath, "/subscription");
        writer.WriteAddress("commits_url"u8, links.Api, repository.ApiPath, "/commits{/sha}");
        writer.WriteAddress("git_commits_url"u8, links.Api, repository.ApiPath, "/git/commits{/sha}");
        writer.WriteAddress("comments_url"u8, links.Api, repository.ApiPath, "/comments{/number}");
        writer.WriteAddress("issue_comment_url"u8, links.Api, repository.ApiPath, "/issues/comments{/number}");
        writer.WriteAddress("contents_url"u8, links.Api, repository.ApiPath, "/contents/{+path}");
        writer.WriteAddress("compare_url"u8, links.Api, repository.ApiPath, "/compare/{base}...{head}");
        writer.WriteAddress("merges_url"u8, links.Api, repository.ApiPath, "/merges");
        writer.WriteAddress("archive_url"u8, links.Api, repository.ApiPath, "/{archive_format}{/ref}");
        writer.WriteAddress("downloads_url"u8, links.Api, repository.ApiPath, "/downloads");
        writer.WriteAddress("issues_url"u8, links.Api, repository.ApiPath, "/issues{/number}");
        writer.WriteAddress("pulls_url"u8, links.Api, repository.ApiPath, "/pulls{/number}");
        writer.WriteAddress("milestones_url"u8, links.Api, repository.ApiPath, "/milestones{/number}");
        writer.WriteAddress("notifications_url"u8, links.Api, repository.ApiPath, "/notifications{?since,all,participating}");
        writer.WriteAddress("labels_url"u8, links.Api, repository.ApiPath, "/labels{/name}");
        writer.WriteAddress("releases_url"u8, links.Api, repository.ApiPath, "/releases{/id}");
        writer.WriteAddress("deployments_url"u8, links.Api, repository.ApiPath, "/deployments");
        writer.WriteAddress("git_url"u8, links.Html, repository.HtmlPath, ".git");
        writer.WriteAddress("ssh_url"u8, links.Html, repository.HtmlPath, ".git");
        writer.WriteAddress("clone_url"u8, links.Html, repository.HtmlPath, ".git");
        writer.WriteAddress("svn_url"u8, links.Html, repository.HtmlPath);
    }
}

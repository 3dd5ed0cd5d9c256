using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas simple-user and private-user.</summary>
internal static class AccountJson
{
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Account? account, Links links)
    {
        if (account is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        WriteFields(writer, account, links);
        writer.WriteEndObject();
    }

    /// <summary>The form GET /user has for the account that asks.</summary>
    public static void WritePrivate(Utf8JsonWriter writer, Account account, int publicRepositories, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, account, links);
        writer.WriteString("user_view_type"u8, "private"u8);
        writer.WriteString("name"u8, "The Octocat"u8);
        writer.WriteNull("company"u8);
        writer.WriteString("blog"u8, ""u8);
        writer.WriteNull("location"u8);
        writer.WriteNull("email"u8);
        writer.WriteNull("hireable"u8);
        writer.WriteNull("bio"u8);
        writer.WriteNull("twitter_username"u8);
        writer.WriteNull("notification_email"u8);
        writer.WriteNumber("public_repos"u8, publicRepositories);
        writer.WriteNumber("public_gists"u8, 0);
        writer.WriteNumber("followers"u8, 0);
        writer.WriteNumber("following"u8, 0);
        writer.WriteMoment("created_at"u8, account.CreatedAt);
        writer.WriteMoment("updated_at"u8, account.CreatedAt);
        writer.WriteNumber("private_gists"u8, 0);
        writer.WriteNumber("total_private_repos"u8, 0);
        writer.WriteNumber("owned_private_repos"u8, 0);
        writer.WriteNumber("disk_usage"u8, 0);
        writer.WriteNumber("collaborators"u8, 0);
        writer.WriteBoolean("two_factor_authentication"u8, true);
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, Account account, Links links)
    {
        writer.WriteString("login"u8, account.Login);
        writer.WriteNumber("id"u8, account.Id);
        writer.WriteString("node_id"u8, account.NodeId);
        writer.WriteAddress("avatar_url"u8, links.Html, account.AvatarPath);
        writer.WriteString("gravatar_id"u8, ""u8);
        writer.WriteAddress("url"u8, links.Api, account.ApiPath);
        writer.WriteAddress("html_url"u8, links.Html, account.HtmlPath);
        writer.WriteAddress("followers_url"u8, links.Api, account.ApiPath, "/followers");
        writer.WriteAddress("following_url"u8, links.Api, account.ApiPath, "/following{/other_user}");
        writer.WriteAddress("gists_url"u8, links.Api, account.ApiPath, "/gists{/gist_id}");
        writer.WriteAddress("starred_url"u8, links.Api, account.ApiPath, "/starred{/owner}{/repo}");
        writer.WriteAddress("subscriptions_url"u8, links.Api, account.ApiPath, "/subscriptions");
        writer.WriteAddress("organizations_url"u8, links.Api, account.ApiPath, "/orgs");
        writer.WriteAddress("repos_url"u8, links.Api, account.ApiPath, "/repos");
        writer.WriteAddress("events_url"u8, links.Api, account.ApiPath, "/events{/privacy}");
        writer.WriteAddress("received_events_url"u8, links.Api, account.ApiPath, "/received_events");
        writer.WriteString("type"u8, account.Type);
        writer.WriteBoolean("site_admin"u8, false);
    }
}

using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas simple-user, public-user and private-user.</summary>
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

    public static void Write(Utf8JsonWriter writer, Account account, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, account, links);
        writer.WriteEndObject();
    }

    public static void WriteAll(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<Account> accounts, Links links)
    {
        writer.WriteStartArray(name);
        foreach (Account account in accounts)
        {
            Write(writer, account, links);
        }

        writer.WriteEndArray();
    }

    /// <summary>The form GET /users/{username} has.</summary>
    public static void WritePublic(Utf8JsonWriter writer, Account account, int publicRepositories, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, account, links);
        writer.WriteString("user_view_type"u8, "public"u8);
        WriteProfile(writer, account, publicRepositories);
        writer.WriteEndObject();
    }

    /// <summary>The form GET /user has for the account that asks.</summary>
    public static void WritePrivate(Utf8JsonWriter writer, Account account, int publicRepositories, Links links)
    {
        writer.WriteStartObject();
        WriteFields(writer, account, links);
        writer.WriteString("user_view_type"u8, "private"u8);
        WriteProfile(writer, account, publicRepositories);
        writer.WriteNull("notification_email"u8);
        writer.WriteNumber("private_gists"u8, 0);
        writer.WriteNumber("total_private_repos"u8, 0);
        writer.WriteNumber("owned_private_repos"u8, 0);
        writer.WriteNumber("disk_usage"u8, 0);
        writer.WriteNumber("collaborators"u8, 0);
        writer.WriteBoolean("two_factor_authentication"u8, true);
        writer.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter writer, Account account, int publicRepositories)
    {
        writer.WriteString("name"u8, account.Name);
        writer.WriteString("company"u8, account.Company);
        writer.WriteString("blog"u8, ""u8);
        writer.WriteString("location"u8, account.Location);
        writer.WriteString("email"u8, account.Email);
        writer.WriteNull("hireable"u8);
        writer.WriteString("bio"u8, account.Bio);
        writer.WriteNull("twitter_username"u8);
        writer.WriteNumber("public_repos"u8, publicRepositories);
        writer.WriteNumber("public_gists"u8, 0);
        writer.WriteNumber("followers"u8, 0);
        writer.WriteNumber("following"u8, 0);
        writer.WriteMoment("created_at"u8, account.CreatedAt);
        writer.WriteMoment("updated_at"u8, account.CreatedAt);
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

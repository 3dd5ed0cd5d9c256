using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The schemas integration, installation, installation-token and authorization.</summary>
internal static class AppJson
{
    public static void Write(Utf8JsonWriter writer, GitHubApp app, Links links)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, app.Id);
        writer.WriteString("slug"u8, app.Slug);
        writer.WriteString("node_id"u8, app.NodeId);
        writer.WriteString("client_id"u8, app.Client.Id);
        AccountJson.Write(writer, "owner"u8, app.Owner, links);
        writer.WriteString("name"u8, app.Name);
        writer.WriteString("description"u8, ""u8);
        writer.WriteAddress("external_url"u8, links.Html, app.HtmlPath);
        writer.WriteAddress("html_url"u8, links.Html, app.HtmlPath);
        writer.WriteMoment("created_at"u8, app.CreatedAt);
        writer.WriteMoment("updated_at"u8, app.CreatedAt);
        app.Permissions.Write(writer, "permissions"u8);
        WriteTexts(writer, "events"u8, app.Events);
        writer.WriteNumber("installations_count"u8, app.Installations.Count);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, Installation installation, Links links)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, installation.Id);
        AccountJson.Write(writer, "account"u8, installation.Account, links);
        writer.WriteString("repository_selection"u8, installation.Repositories is null ? "all"u8 : "selected"u8);
        writer.WriteAddress("access_tokens_url"u8, links.Api, installation.ApiPath, "/access_tokens");
        writer.WriteAddress("repositories_url"u8, links.Api, "/installation/repositories");
        writer.WriteAddress("html_url"u8, links.Html, installation.HtmlPath);
        writer.WriteNumber("app_id"u8, installation.App.Id);
        writer.WriteString("client_id"u8, installation.App.Client.Id);
        writer.WriteString("app_slug"u8, installation.App.Slug);
        writer.WriteNumber("target_id"u8, installation.Account.Id);
        writer.WriteString("target_type"u8, installation.Account.Type);
        installation.App.Permissions.Write(writer, "permissions"u8);
        WriteTexts(writer, "events"u8, installation.App.Events);
        writer.WriteMoment("created_at"u8, installation.CreatedAt);
        writer.WriteMoment("updated_at"u8, installation.CreatedAt);
        writer.WriteNull("single_file_name"u8);
        writer.WriteBoolean("has_multiple_single_files"u8, false);
        WriteTexts(writer, "single_file_paths"u8, []);
        writer.WriteNull("suspended_by"u8);
        writer.WriteNull("suspended_at"u8);
        writer.WriteEndObject();
    }

    /// <param name="writer">Where to write.</param>
    /// <param name="token">The new token.</param>
    /// <param name="secret">Its text.</param>
    /// <param name="repositories">Those it was confined to; null where it was not.</param>
    /// <param name="links">The roots of the addresses.</param>
    public static void WriteToken(Utf8JsonWriter writer, Token<Grant> token, string secret, IReadOnlyList<Repository>? repositories, Links links)
    {
        Grant grant = token.Spec.Owner;
        writer.WriteStartObject();
        writer.WriteString("token"u8, secret);
        writer.WriteMoment("expires_at"u8, token.Spec.ExpiresAt!.Value);
        grant.Permissions!.Write(writer, "permissions"u8);
        writer.WriteString("repository_selection"u8, grant.Repositories is null ? "all"u8 : "selected"u8);
        if (repositories is not null)
        {
            writer.WriteStartArray("repositories"u8);
            foreach (Repository repository in repositories)
            {
                RepositoryJson.WriteListed(writer, repository, grant.Account, links);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <param name="writer">Where to write.</param>
    /// <param name="token">The token asked about.</param>
    /// <param name="secret">Its text, which the caller has shown.</param>
    /// <param name="client">The application it was given to.</param>
    /// <param name="links">The roots of the addresses.</param>
    public static void WriteAuthorization(Utf8JsonWriter writer, Token<Grant> token, string secret, OAuthClient client, Links links)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, token.Id);
        writer.WriteAddress("url"u8, links.Api, "/authorizations/", token.Id.ToString(null as IFormatProvider));
        writer.WriteStartObject("app"u8);
        writer.WriteString("name"u8, client.Name);
        writer.WriteString("url"u8, client.RedirectUris.Count > 0 ? client.RedirectUris[0] : links.Html);
        writer.WriteString("client_id"u8, client.Id);
        writer.WriteEndObject();
        writer.WriteString("token"u8, secret);
        writer.WriteString("hashed_token"u8, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret))));
        writer.WriteString("token_last_eight"u8, secret[^8..]);
        writer.WriteNull("note"u8);
        writer.WriteNull("note_url"u8);
        writer.WriteMoment("created_at"u8, token.CreatedAt);
        writer.WriteMoment("updated_at"u8, token.LastUsedAt ?? token.CreatedAt);
        if (token.Spec.ExpiresAt is { } expiresAt)
        {
            writer.WriteMoment("expires_at"u8, expiresAt);
        }
        else
        {
            writer.WriteNull("expires_at"u8);
        }

        WriteTexts(writer, "scopes"u8, token.Spec.Scopes);
        writer.WriteNull("fingerprint"u8);
        AccountJson.Write(writer, "user"u8, token.Spec.Owner.Account, links);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}

using System.Text.Json;

namespace DevFlow.Sandbox.Slack;

/// <summary>Files.</summary>
internal static class FileJson
{
    public static void Write(Utf8JsonWriter writer, SlackFile file, Workspace workspace)
    {
        string extension = Path.GetExtension(file.Name).TrimStart('.').ToLowerInvariant();
        string address = $"{workspace.Origin}/files-pri/{workspace.Id}-{file.Id}/";
        writer.WriteStartObject();
        writer.WriteString("id"u8, file.Id);
        writer.WriteNumber("created"u8, file.CreatedAt.ToUnixTimeSeconds());
        writer.WriteNumber("timestamp"u8, file.CreatedAt.ToUnixTimeSeconds());
        writer.WriteString("name"u8, file.Name);
        writer.WriteString("title"u8, file.Title);
        writer.WriteString("mimetype"u8, TypeOf(extension));
        writer.WriteString("filetype"u8, extension.Length == 0 ? "text" : extension);
        writer.WriteString("pretty_type"u8, extension.Length == 0 ? "Plain Text" : extension.ToUpperInvariant());
        writer.WriteString("user"u8, file.Owner);
        writer.WriteString("user_team"u8, workspace.Id);
        writer.WriteBoolean("editable"u8, false);
        writer.WriteNumber("size"u8, file.Content?.Length ?? file.Length);
        writer.WriteString("mode"u8, "hosted");
        writer.WriteBoolean("is_external"u8, false);
        writer.WriteString("external_type"u8, "");
        writer.WriteBoolean("is_public"u8, file.SharedIn.Exists(channel => channel.Kind == ConversationKind.PublicChannel));
        writer.WriteBoolean("public_url_shared"u8, false);
        writer.WriteBoolean("display_as_bot"u8, false);
        writer.WriteString("username"u8, "");
        writer.WriteString("url_private"u8, address + Uri.EscapeDataString(file.Name));
        writer.WriteString("url_private_download"u8, address + "download/" + Uri.EscapeDataString(file.Name));
        writer.WriteString("permalink"u8, $"{workspace.Origin}/files/{file.Owner}/{file.Id}/{Uri.EscapeDataString(file.Name)}");
        WriteChannels(writer, "channels"u8, file, ConversationKind.PublicChannel);
        WriteChannels(writer, "groups"u8, file, ConversationKind.PrivateChannel);
        WriteChannels(writer, "ims"u8, file, ConversationKind.DirectMessage);
        writer.WriteNumber("comments_count"u8, 0);
        writer.WriteReactions(file.Reactions);
        writer.WriteEndObject();
    }

    public static string TypeOf(string extension) => extension switch
    {
        "png" => "image/png",
        "jpg" or "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "pdf" => "application/pdf",
        "json" => "application/json",
        "zip" => "application/zip",
        "" or "txt" or "log" or "md" or "csv" => "text/plain",
        _ => "application/octet-stream",
    };

    private static void WriteChannels(Utf8JsonWriter writer, ReadOnlySpan<byte> name, SlackFile file, ConversationKind kind) =>
        writer.WriteTexts(name, file.SharedIn.Where(channel => channel.Kind == kind).Select(channel => channel.Id));
}

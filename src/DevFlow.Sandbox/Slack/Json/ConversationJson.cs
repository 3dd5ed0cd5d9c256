using System.Text.Json;

namespace DevFlow.Sandbox.Slack;

/// <summary>Conversations.</summary>
internal static class ConversationJson
{
    /// <param name="writer">Where to.</param>
    /// <param name="conversation">What.</param>
    /// <param name="workspace">Where.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="withCount">Writes the number of members.</param>
    public static void Write(Utf8JsonWriter writer, Conversation conversation, Workspace workspace, SlackUser? viewer, bool withCount = false)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, conversation.Id);
        if (conversation.Kind == ConversationKind.DirectMessage)
        {
            WriteDirect(writer, conversation, workspace, viewer);
        }
        else
        {
            WriteChannel(writer, conversation, workspace, viewer);
        }

        if (withCount)
        {
            writer.WriteNumber("num_members"u8, conversation.Members.Count);
        }

        writer.WriteEndObject();
    }

    private static void WriteDirect(Utf8JsonWriter writer, Conversation conversation, Workspace workspace, SlackUser? viewer)
    {
        writer.WriteNumber("created"u8, conversation.CreatedAt.ToUnixTimeSeconds());
        writer.WriteBoolean("is_archived"u8, conversation.IsArchived);
        writer.WriteBoolean("is_im"u8, true);
        writer.WriteBoolean("is_org_shared"u8, false);
        writer.WriteString("context_team_id"u8, workspace.Id);
        writer.WriteNumber("updated"u8, conversation.CreatedAt.ToUnixTimeMilliseconds());
        writer.WriteString("user"u8, conversation.Members.Find(member => member != viewer?.Id) ?? conversation.Members[0]);
        writer.WriteBoolean("is_user_deleted"u8, false);
        writer.WriteNumber("priority"u8, 0);
    }

    private static void WriteChannel(Utf8JsonWriter writer, Conversation conversation, Workspace workspace, SlackUser? viewer)
    {
        bool isGroup = conversation.Kind == ConversationKind.GroupMessage;
        writer.WriteString("name"u8, conversation.Name);
        writer.WriteBoolean("is_channel"u8, conversation.IsChannel);
        writer.WriteBoolean("is_group"u8, false);
        writer.WriteBoolean("is_im"u8, false);
        writer.WriteBoolean("is_mpim"u8, isGroup);
        writer.WriteBoolean("is_private"u8, conversation.Kind != ConversationKind.PublicChannel);
        writer.WriteNumber("created"u8, conversation.CreatedAt.ToUnixTimeSeconds());
        writer.WriteBoolean("is_archived"u8, conversation.IsArchived);
        writer.WriteBoolean("is_general"u8, conversation.IsGeneral);
        writer.WriteNumber("unlinked"u8, 0);
        writer.WriteString("name_normalized"u8, conversation.Name);
        writer.WriteBoolean("is_shared"u8, false);
        writer.WriteBoolean("is_org_shared"u8, false);
        writer.WriteBoolean("is_pending_ext_shared"u8, false);
        writer.WriteTexts("pending_shared"u8, []);
        writer.WriteString("context_team_id"u8, workspace.Id);
        writer.WriteNumber("updated"u8, conversation.CreatedAt.ToUnixTimeMilliseconds());
        writer.WriteNull("parent_conversation"u8);
        writer.WriteString("creator"u8, conversation.Creator);
        writer.WriteBoolean("is_ext_shared"u8, false);
        writer.WriteTexts("shared_team_ids"u8, [workspace.Id]);
        writer.WriteTexts("pending_connected_team_ids"u8, []);
        bool isMember = conversation.HasMember(viewer);
        writer.WriteBoolean("is_member"u8, isMember);
        if (isMember)
        {
            writer.WriteString("last_read"u8, conversation.Marks.GetValueOrDefault(viewer!.Id, "0000000000.000000"));
        }

        WriteNote(writer, "topic"u8, conversation.Topic);
        WriteNote(writer, "purpose"u8, conversation.Purpose);
        writer.WriteTexts("previous_names"u8, conversation.PreviousNames);
    }

    private static void WriteNote(Utf8JsonWriter writer, ReadOnlySpan<byte> name, Note note)
    {
        writer.WriteStartObject(name);
        writer.WriteString("value"u8, note.Value);
        writer.WriteString("creator"u8, note.Creator);
        writer.WriteNumber("last_set"u8, note.SetAt);
        writer.WriteEndObject();
    }
}

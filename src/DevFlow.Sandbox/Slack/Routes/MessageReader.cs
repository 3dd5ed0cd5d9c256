using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Reads and checks what a message is to say.</summary>
internal static class MessageReader
{
    private const int MaxText = 40_000;
    private const int MaxBlocks = 50;
    private const int MaxAttachments = 100;

    /// <summary>Reads the arguments of a call.</summary>
    /// <exception cref="SlackProblem">There is nothing to say, or too much.</exception>
    public static MessageInput Read(SlackCall call)
    {
        MessageInput input = Check(
            call.Text("text"),
            call.Json("blocks", "invalid_blocks_format"),
            call.Json("attachments", "invalid_attachments"),
            call.Json("metadata", "invalid_metadata_format"));
        return input with
        {
            ThreadTimestamp = call.Text("thread_ts"),
            IsBroadcast = call.Flag("reply_broadcast"),
            Username = call.Text("username"),
            IconEmoji = call.Text("icon_emoji"),
            IconUrl = call.Text("icon_url"),
        };
    }

    /// <summary>Reads the body of an incoming webhook or of an answer.</summary>
    public static MessageInput Read(Fields body) => Check(body.Text("text"), body.Raw("blocks"), body.Raw("attachments"), body.Raw("metadata")) with
    {
        ThreadTimestamp = body.Text("thread_ts"),
    };

    private static MessageInput Check(string? text, JsonElement? blocks, JsonElement? attachments, JsonElement? metadata)
    {
        if (string.IsNullOrWhiteSpace(text) && IsEmpty(blocks) && IsEmpty(attachments))
        {
            throw new SlackProblem("no_text");
        }

        if (text?.Length > MaxText)
        {
            throw new SlackProblem("msg_too_long");
        }

        CheckBlocks(blocks);
        if (attachments is { ValueKind: not JsonValueKind.Array })
        {
            throw new SlackProblem("invalid_attachments");
        }

        if (attachments?.GetArrayLength() > MaxAttachments)
        {
            throw new SlackProblem("too_many_attachments");
        }

        return new(text ?? "") { Blocks = IsEmpty(blocks) ? null : blocks, Attachments = IsEmpty(attachments) ? null : attachments, Metadata = metadata };
    }

    // Every block has a type, and no more than fifty fit into a message.
    private static void CheckBlocks(JsonElement? blocks)
    {
        if (blocks is not { } array)
        {
            return;
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            throw new SlackProblem("invalid_blocks_format");
        }

        if (array.GetArrayLength() > MaxBlocks)
        {
            throw new SlackProblem("invalid_blocks") { Messages = ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"] };
        }

        int index = 0;
        foreach (JsonElement block in array.EnumerateArray())
        {
            if (block.ValueKind != JsonValueKind.Object || !block.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String)
            {
                throw new SlackProblem("invalid_blocks") { Messages = [$"[ERROR] missing required field: type [json-pointer:/blocks/{index}]"] };
            }

            index++;
        }
    }

    private static bool IsEmpty(JsonElement? array) => array is not { } value || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);
}

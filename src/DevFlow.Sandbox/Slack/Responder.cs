using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Carries out what an app answers to a command or a button. Every method is called inside the workspace's gate.</summary>
internal sealed class Responder(Chat chat)
{
    /// <summary>Carries out an answer that came to a response URL.</summary>
    /// <exception cref="SlackProblem">It says nothing, or the message it is about is gone.</exception>
    public void Answer(ResponseUrl url, Fields body, Task answered)
    {
        bool isDelete = body.Flag("delete_original") ?? false;
        bool isReplace = body.Flag("replace_original") ?? false;
        string kind = body.OneOf("response_type", "in_channel", "ephemeral") ?? "ephemeral";
        if (isDelete)
        {
            chat.Delete(url.Channel, Original(url), answered);
            return;
        }

        MessageInput input = MessageReader.Read(body);
        if (body.Problems.Count > 0)
        {
            throw new SlackProblem("invalid_payload") { Status = 400 };
        }

        if (isReplace && url.Original is not null)
        {
            chat.Update(url.Channel, Original(url), input, url.App.BotUser, answered);
        }
        else if (kind == "in_channel")
        {
            chat.Post(url.App.BotUser, url.App, url.Channel, input, answered);
        }
    }

    /// <summary>Carries out the body of the answer to a command itself: text, or JSON as for a response URL.</summary>
    public void Answer(ResponseUrl url, JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Object)
        {
            Answer(url, Fields.Of(body), Task.CompletedTask);
        }
    }

    private static Message Original(ResponseUrl url) =>
        url.Channel.Find(url.Original?.Timestamp) ?? throw new SlackProblem("message_not_found") { Status = 404 };
}

using System.Text.Json;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.Slack;

/// <summary>Tells apps what happened: builds the <c>event_callback</c> of each app that subscribed and may know.</summary>
internal sealed class SlackEvents(Workspace workspace)
{
    /// <summary>Publishes an event; called inside the workspace's gate.</summary>
    /// <param name="name">The name of the subscription: <c>message.channels</c>.</param>
    /// <param name="where">The conversation it happened in: only apps whose bot is a member are told; null: all are.</param>
    /// <param name="write">Writes the members of the event, without its braces and without <c>event_ts</c>.</param>
    /// <param name="answered">Ends when the request that caused it has its answer.</param>
    /// <param name="only">The one app it is for; null: all.</param>
    public void Publish(string name, Conversation? where, Action<Utf8JsonWriter> write, Task answered, SlackApp? only = null)
    {
        string timestamp = workspace.Ids.NextTimestamp();
        foreach (SlackApp app in workspace.Apps)
        {
            bool isTold = (only is null || only == app)
                && (app.Events.Count == 0 || app.Events.Contains(name, StringComparer.Ordinal))
                && (where is null || where.HasMember(app.BotUser));
            if (isTold)
            {
                string id = workspace.Ids.New("Ev");
                app.Link.Tell(new(id, name, Write(app, id, timestamp, write)) { Answered = answered });
            }
        }
    }

    private byte[] Write(SlackApp app, string id, string timestamp, Action<Utf8JsonWriter> write)
    {
        using JsonBuffer buffer = JsonBuffer.Rent();
        Utf8JsonWriter writer = buffer.Writer;
        writer.WriteStartObject();
        writer.WriteString("token"u8, app.VerificationToken);
        writer.WriteString("team_id"u8, workspace.Id);
        writer.WriteString("context_team_id"u8, workspace.Id);
        writer.WriteNull("context_enterprise_id"u8);
        writer.WriteString("api_app_id"u8, app.Id);
        writer.WriteStartObject("event"u8);
        write(writer);
        writer.WriteString("event_ts"u8, timestamp);
        writer.WriteEndObject();
        writer.WriteString("type"u8, "event_callback");
        writer.WriteString("event_id"u8, id);
        writer.WriteNumber("event_time"u8, workspace.Clock.Now.ToUnixTimeSeconds());
        writer.WriteStartArray("authorizations"u8);
        writer.WriteStartObject();
        writer.WriteNull("enterprise_id"u8);
        writer.WriteString("team_id"u8, workspace.Id);
        writer.WriteString("user_id"u8, app.BotUser.Id);
        writer.WriteBoolean("is_bot"u8, true);
        writer.WriteBoolean("is_enterprise_install"u8, false);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteBoolean("is_ext_shared_channel"u8, false);
        writer.WriteString("event_context"u8, $"4-{id}");
        writer.WriteEndObject();
        return buffer.Finish().ToArray();
    }
}

using System.Text.Json;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>What can be made to happen in the workspace as if a person had done it.</summary>
internal sealed class SlackHappenings(Workspace workspace, Chat chat, Tickets tickets, Responder responder, ViewRoutes views)
{
    public static readonly IReadOnlyList<SandboxEvent> Events =
    [
        new("mention", "text", "thread_ts", "channel", "user", "app"),
        new("message", "text", "thread_ts", "channel", "user", "app"),
        new("reaction", "reaction", "ts", "channel", "user", "app"),
        new("slash-command", "command", "text", "channel", "user", "app"),
        new("button", "action_id", "ts", "channel", "user", "app"),
        new("view-submission", "view_id", "app") { Objects = ["values"] },
        new("configure", "request_url", "interactivity_url", "app") { Objects = ["commands"] },
    ];

    public async ValueTask<JsonElement> InvokeAsync(string name, Fields fields, CancellationToken cancellationToken)
    {
        try
        {
            return name switch
            {
                "mention" or "message" => Post(fields, isMention: name == "mention"),
                "reaction" => React(fields),
                "slash-command" => await RunCommandAsync(fields, cancellationToken).ConfigureAwait(false),
                "button" => await PressAsync(fields, cancellationToken).ConfigureAwait(false),
                "view-submission" => await SubmitAsync(fields, cancellationToken).ConfigureAwait(false),
                _ => await ConfigureAsync(fields, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (SlackProblem problem)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"The Slack sandbox cannot make \"{name}\" happen: {problem.Error}.", "Correct the details given in -Data.", problem)
            { Target = name };
        }
    }

    private JsonElement Post(Fields fields, bool isMention)
    {
        lock (workspace.Gate)
        {
            Conversation channel = FindChannel(fields);
            string text = fields.Text("text") ?? "Hello";
            string mention = isMention ? $"<@{FindApp(fields).BotUser.Id}> " : "";
            MessageInput input = new(mention + text) { ThreadTimestamp = fields.Text("thread_ts") };
            Message message = chat.Post(FindUser(fields), null, channel, input, Task.CompletedTask);
            return Show(writer =>
            {
                writer.WriteString("channel"u8, channel.Id);
                writer.WritePropertyName("message"u8);
                MessageJson.Write(writer, message, workspace);
            });
        }
    }

    private JsonElement React(Fields fields)
    {
        lock (workspace.Gate)
        {
            Conversation channel = FindChannel(fields);
            Message message = (fields.Text("ts") is { } timestamp ? channel.Find(timestamp) : channel.Messages.LastOrDefault())
                ?? throw new SlackProblem("message_not_found");
            SlackUser user = FindUser(fields);
            string name = fields.Text("reaction") ?? "thumbsup";
            Reaction? reaction = message.Reactions.Find(candidate => candidate.Name == name);
            if (reaction is null)
            {
                reaction = new(name, []);
                message.Reactions.Add(reaction);
            }

            if (!reaction.Users.Contains(user.Id))
            {
                reaction.Users.Add(user.Id);
            }

            chat.React(channel, message, user, name, isAdded: true, Task.CompletedTask);
            return Show(writer =>
            {
                writer.WriteString("channel"u8, channel.Id);
                writer.WritePropertyName("message"u8);
                MessageJson.Write(writer, message, workspace);
            });
        }
    }

    private async Task<JsonElement> RunCommandAsync(Fields fields, CancellationToken cancellationToken)
    {
        SlackApp app;
        ResponseUrl url;
        Interaction interaction;
        lock (workspace.Gate)
        {
            app = FindApp(fields);
            SlackUser user = FindUser(fields);
            Conversation channel = FindChannel(fields);
            string address = tickets.CreateUrl("commands", app, channel, user, original: null);
            url = tickets.Find(address);
            interaction = InteractionWriter.WriteCommand(
                workspace, app, user, channel, fields.Text("command") ?? "/deploy", fields.Text("text") ?? "", address, tickets.CreateTrigger(app, user));
        }

        InteractionReply reply = await app.Link.AskAsync(interaction, cancellationToken).ConfigureAwait(false);
        lock (workspace.Gate)
        {
            if (reply.Failure is null)
            {
                responder.Answer(url, reply.Body);
            }

            return Show(reply);
        }
    }

    private async Task<JsonElement> PressAsync(Fields fields, CancellationToken cancellationToken)
    {
        SlackApp app;
        Interaction interaction;
        lock (workspace.Gate)
        {
            app = FindApp(fields);
            SlackUser user = FindUser(fields);
            Conversation channel = FindChannel(fields);
            string? timestamp = fields.Text("ts");
            string? action = fields.Text("action_id");
            Message message = channel.Messages.FindLast(candidate =>
                candidate.App == app && (timestamp is null || candidate.Timestamp == timestamp) && InteractionWriter.FindButton(candidate, action) is not null)
                ?? throw new SlackProblem("the app has no message with such a button in the channel");
            string address = tickets.CreateUrl("actions", app, channel, user, message);
            interaction = InteractionWriter.WriteButton(workspace, app, user, channel, message, action, address, tickets.CreateTrigger(app, user));
        }

        return Show(await app.Link.AskAsync(interaction, cancellationToken).ConfigureAwait(false));
    }

    private async Task<JsonElement> SubmitAsync(Fields fields, CancellationToken cancellationToken)
    {
        SlackApp app;
        SlackView view;
        Interaction interaction;
        lock (workspace.Gate)
        {
            app = FindApp(fields);
            string? id = fields.Text("view_id");
            view = workspace.Views.FindLast(candidate => candidate.App == app && (id is null ? candidate.Content.GetProperty("type").ValueEquals("modal") : candidate.Id == id))
                ?? throw new SlackProblem("the app has no such view open");
            interaction = InteractionWriter.WriteSubmission(workspace, view, fields.Raw("values") ?? default, tickets.CreateTrigger(app, view.User));
        }

        InteractionReply reply = await app.Link.AskAsync(interaction, cancellationToken).ConfigureAwait(false);
        lock (workspace.Gate)
        {
            if (reply.Failure is null)
            {
                Follow(view, reply.Body);
            }

            return Show(reply);
        }
    }

    // https://docs.slack.dev/surfaces/modals/#response_actions
    private void Follow(SlackView view, JsonElement body)
    {
        string? action = body.ValueKind == JsonValueKind.Object ? Fields.Of(body).Text("response_action") : null;
        switch (action)
        {
            case "errors":
                break;
            case "update":
                views.Change(view, ViewRoutes.Check(body.GetProperty("view"), "modal"));
                break;
            case "push":
                views.Add(view.App, view.User, ViewRoutes.Check(body.GetProperty("view"), "modal"), view);
                break;
            case "clear":
                workspace.Views.RemoveAll(other => other.App == view.App && (other.Root ?? other) == (view.Root ?? view));
                break;
            default:
                workspace.Views.Remove(view);
                break;
        }
    }

    private async Task<JsonElement> ConfigureAsync(Fields fields, CancellationToken cancellationToken)
    {
        SlackApp app = FindApp(fields);
        await RequestUrls.Read(fields).ApplyAsync(app.Link, cancellationToken).ConfigureAwait(false);
        return Show(writer => writer.WriteString("app_id"u8, app.Id));
    }

    private SlackApp FindApp(Fields fields) => fields.Text("app") is { } id
        ? workspace.Apps.Find(app => app.Id == id || app.Name == id) ?? throw new SlackProblem("app_not_found")
        : workspace.Apps.FirstOrDefault() ?? throw new SlackProblem("app_not_found");

    private SlackUser FindUser(Fields fields) => fields.Text("user") is { } id
        ? workspace.Users.Find(user => user.Id == id || user.Name == id) ?? throw new SlackProblem("user_not_found")
        : workspace.Users.Find(static user => user.BotOf is null)!;

    private Conversation FindChannel(Fields fields)
    {
        SlackApp app = FindApp(fields);
        return fields.Text("channel") is { } id
            ? workspace.FindConversation(id) ?? workspace.FindChannel(id.TrimStart('#')) ?? throw new SlackProblem("channel_not_found")
            : workspace.Conversations.Find(channel => channel.HasMember(app.BotUser)) ?? throw new SlackProblem("channel_not_found");
    }

    private static JsonElement Show(InteractionReply reply) => Show(writer =>
    {
        writer.WriteBoolean("ok"u8, reply.Failure is null);
        writer.WriteText("error"u8, reply.Failure);
        if (reply.Status is { } status)
        {
            writer.WriteNumber("status"u8, status);
        }

        if (reply.Body.ValueKind != JsonValueKind.Undefined)
        {
            writer.WriteGiven("response"u8, reply.Body);
        }
    });

    private static JsonElement Show(Action<Utf8JsonWriter> write) => JsonBuffer.ToElement(writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    });
}

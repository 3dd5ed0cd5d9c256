using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Addresses that take messages without a token: incoming webhooks and response URLs.</summary>
internal sealed class HookRoutes(Workspace workspace, Tickets tickets, Responder responder, Chat chat, SlackLimits limits)
{
    private const string PlainType = "text/html";

    private readonly Dictionary<string, (SlackApp App, Conversation Channel)> _hooks = new(StringComparer.Ordinal);

    public IEnumerable<Route<SlackCall>> Pages =>
    [
        new("POST", "/services/{team}/{hook}/{secret}", PostAsync),
        new("POST", "/commands/{team}/{number}/{secret}", RespondAsync),
        new("POST", "/actions/{team}/{number}/{secret}", RespondAsync),
    ];

    /// <summary>Makes the address of an incoming webhook.</summary>
    public string Create(SlackApp app, Conversation channel)
    {
        string path = $"/services/{workspace.Id}/{workspace.Ids.New("B")}/{workspace.Ids.Secret(24)}";
        _hooks.Add(path, (app, channel));
        return workspace.Origin + path;
    }

    private async ValueTask<Answer> PostAsync(SlackCall call, CancellationToken cancellationToken)
    {
        Fields? body = await ReadAsync(call, cancellationToken).ConfigureAwait(false);
        lock (workspace.Gate)
        {
            try
            {
                return Post(call, body);
            }
            catch (SlackProblem problem)
            {
                call.Exchange.Refuse(problem.Error);
                return Answer.Text(problem.Status == StatusCodes.Status200OK ? StatusCodes.Status400BadRequest : problem.Status, PlainType, problem.Error);
            }
        }
    }

    private Answer Post(SlackCall call, Fields? body)
    {
        if (!_hooks.TryGetValue(call.Request.Path.Value!, out (SlackApp App, Conversation Channel) hook))
        {
            string[] parts = call.Request.Path.Value!.Split('/');
            bool isKnown = _hooks.Keys.Any(path => path.Split('/')[3] == parts[3]);
            throw new SlackProblem(isKnown ? "invalid_token" : "no_service") { Status = isKnown ? 403 : 404 };
        }

        call.Exchange.Account = hook.App.Name;
        if (!limits.TryPost(hook.App, hook.Channel.Id, out TimeSpan wait))
        {
            call.Exchange.Refuse("ratelimited", "channel");
            call.Response.Headers.RetryAfter = HeaderValue.RetryAfter(wait);
            return Answer.Text(StatusCodes.Status429TooManyRequests, PlainType, "rate_limited");
        }

        if (body is null)
        {
            throw new SlackProblem("invalid_payload");
        }

        if (hook.Channel.IsArchived)
        {
            throw new SlackProblem("channel_is_archived") { Status = 410 };
        }

        MessageInput input = MessageReader.Read(body);
        if (body.Problems.Count > 0)
        {
            throw new SlackProblem("invalid_payload");
        }

        chat.Post(hook.App.BotUser, hook.App, hook.Channel, input, call.Answered);
        return Answer.Text(StatusCodes.Status200OK, PlainType, "ok");
    }

    private async ValueTask<Answer> RespondAsync(SlackCall call, CancellationToken cancellationToken)
    {
        Fields? body = await ReadAsync(call, cancellationToken).ConfigureAwait(false);
        lock (workspace.Gate)
        {
            try
            {
                ResponseUrl url = tickets.Use(call.Request.Path.Value!);
                call.Exchange.Account = url.App.Name;
                responder.Answer(url, body ?? throw new SlackProblem("invalid_payload") { Status = 400 }, call.Answered);
                return Answer.Text(StatusCodes.Status200OK, "text/plain; charset=utf-8", "ok");
            }
            catch (SlackProblem problem)
            {
                call.Exchange.Refuse(problem.Error);
                return call.Fail(problem);
            }
        }
    }

    // JSON, or a form with JSON in the field payload.
    private static async Task<Fields?> ReadAsync(SlackCall call, CancellationToken cancellationToken)
    {
        try
        {
            Fields fields = await Fields.ReadAsync(call.Request, cancellationToken).ConfigureAwait(false);
            JsonElement body = call.Request.HasFormContentType ? JsonBody.Parse(fields.Text("payload") ?? "") : fields.Body;
            return body.ValueKind == JsonValueKind.Object ? Fields.Of(body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Limits;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.Slack;

/// <summary>The ways to an app: its sockets while it has any, else its request URLs. Thread-safe.</summary>
internal sealed class AppLink(SlackApp app, Workspace workspace, WebhookEngine engine, SocketHub sockets)
{
    /// <summary>https://docs.slack.dev/apis/events-api/#rate_limiting</summary>
    private const int EventsPerHour = 30_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly RollingWindow _hour = new(EventsPerHour, workspace.Clock.Scale(TimeSpan.FromHours(1)), workspace.Clock.Time);
    private readonly RollingWindow _notices = new(1, workspace.Clock.Scale(Minute), workspace.Clock.Time);
    private readonly ConcurrentDictionary<string, Webhook> _commands = new(StringComparer.Ordinal);
    private readonly byte[] _secret = Encoding.ASCII.GetBytes(app.SigningSecret);

    public SocketHub Sockets { get; } = sockets;

    /// <summary>The request URL of the Events API; null where none is set.</summary>
    public Webhook? Events { get; private set; }

    /// <summary>The request URL of buttons and views.</summary>
    public Webhook? Interactivity { get; private set; }

    /// <summary>Sets the request URL of the Events API if it answers the challenge, or without asking when a scenario says so.</summary>
    /// <exception cref="SlackProblem">It did not answer the challenge.</exception>
    public async Task SetEventsAsync(Uri address, CancellationToken cancellationToken)
    {
        Webhook candidate = Open(address);
        string challenge = workspace.Ids.Secret(52);
        using JsonBuffer body = JsonBuffer.Rent();
        body.Writer.WriteStartObject();
        body.Writer.WriteString("token"u8, app.VerificationToken);
        body.Writer.WriteString("challenge"u8, challenge);
        body.Writer.WriteString("type"u8, "url_verification");
        body.Writer.WriteEndObject();
        WebhookMessage question = new(workspace.Ids.Uuid(), "url_verification", body.Finish().ToArray());
        LoggedDelivery answer = await candidate.AskAsync(question, cancellationToken).ConfigureAwait(false);
        if (!answer.Succeeded || !Holds(answer, challenge))
        {
            await candidate.DisposeAsync().ConfigureAwait(false);
            throw new SlackProblem("challenge_failed");
        }

        Webhook? before = Events;
        Events = candidate;
        await DisposeAsync(before).ConfigureAwait(false);
    }

    /// <summary>Sets the addresses a scenario names; whoever listens there may not have been started yet, so nobody is asked.</summary>
    public void Set(Uri? events, Uri? interactivity, IEnumerable<KeyValuePair<string, Uri>> commands)
    {
        Events = events is null ? Events : Open(events);
        Interactivity = interactivity is null ? Interactivity : Open(interactivity);
        foreach ((string command, Uri address) in commands)
        {
            _commands[command] = Open(address);
        }
    }

    /// <summary>Sends an event, unless the app has had too many within the hour.</summary>
    public void Tell(WebhookMessage message)
    {
        if (_hour.TryTake(1, out _))
        {
            Send(message);
        }
        else if (_notices.TryTake(1, out _))
        {
            Send(new(workspace.Ids.New("Ev"), "app_rate_limited", WriteRateLimited()));
        }
    }

    /// <summary>Asks the app and waits for its answer.</summary>
    public async Task<InteractionReply> AskAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        if (Sockets.IsOpen)
        {
            return await Sockets.AskAsync(interaction, cancellationToken).ConfigureAwait(false);
        }

        Webhook? hook = interaction.Command is { } command ? _commands.GetValueOrDefault(command) : Interactivity;
        if (hook is null)
        {
            return new("dispatch_failed", null, default);
        }

        WebhookMessage message = new(workspace.Ids.Uuid(), interaction.Type, interaction.Form) { ContentType = "application/x-www-form-urlencoded" };
        LoggedDelivery delivery = await hook.AskAsync(message, cancellationToken).ConfigureAwait(false);
        string? failure = delivery.Failure switch
        {
            DeliveryFailure.None => null,
            DeliveryFailure.TimedOut => "operation_timeout",
            DeliveryFailure.Status => $"http_status_{delivery.StatusCode}",
            _ => "dispatch_failed",
        };
        return new(failure, delivery.StatusCode, ReadBody(delivery.ResponseBody.Span));
    }

    private void Send(WebhookMessage message)
    {
        if (Sockets.IsOpen)
        {
            Sockets.Enqueue(message);
        }
        else
        {
            Events?.Enqueue(message);
        }
    }

    private Webhook Open(Uri address) => engine.Open(DeliveryPolicies.Slack, new WebhookTarget(address, WriteHeaders));

    private void WriteHeaders(HookAttempt attempt, HttpRequestHeaders headers)
    {
        headers.TryAddWithoutValidation("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)");
        headers.TryAddWithoutValidation("Accept", "application/json,*/*");
        headers.TryAddWithoutValidation("X-Slack-Request-Timestamp", Signatures.Seconds(attempt.SentAt));
        headers.TryAddWithoutValidation("X-Slack-Signature", Signatures.SlackV0(_secret, attempt.SentAt, attempt.Message.Body.Span));
        if (attempt.Retry > 0)
        {
            headers.TryAddWithoutValidation("X-Slack-Retry-Num", $"{attempt.Retry}");
            headers.TryAddWithoutValidation("X-Slack-Retry-Reason", Word(attempt.Reason));
        }
    }

    private static string Word(DeliveryFailure reason) => reason switch
    {
        DeliveryFailure.TimedOut => "http_timeout",
        DeliveryFailure.Unreachable => "connection_failed",
        DeliveryFailure.Tls => "ssl_error",
        DeliveryFailure.TooManyRedirects => "too_many_redirects",
        DeliveryFailure.Status => "http_error",
        _ => "unknown_error",
    };

    // As plain text or as the value of "challenge".
    private static bool Holds(LoggedDelivery answer, string challenge) => ReadBody(answer.ResponseBody.Span) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Trim() == challenge,
        { ValueKind: JsonValueKind.Object } json => json.TryGetProperty("challenge", out JsonElement value) && value.ValueEquals(challenge),
        _ => false,
    };

    private static JsonElement ReadBody(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return default;
        }

        try
        {
            return JsonBody.Parse(body);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(body));
        }
    }

    private byte[] WriteRateLimited()
    {
        using JsonBuffer body = JsonBuffer.Rent();
        body.Writer.WriteStartObject();
        body.Writer.WriteString("token"u8, app.VerificationToken);
        body.Writer.WriteString("type"u8, "app_rate_limited");
        body.Writer.WriteString("team_id"u8, workspace.Id);
        body.Writer.WriteNumber("minute_rate_limited"u8, workspace.Clock.Now.ToUnixTimeSeconds() / 60 * 60);
        body.Writer.WriteString("api_app_id"u8, app.Id);
        body.Writer.WriteEndObject();
        return body.Finish().ToArray();
    }

    private static ValueTask DisposeAsync(Webhook? hook) => hook?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using System.Net.Http.Headers;
using System.Text;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Delivers GitHub's way: its bodies, its headers, its signatures, and nothing ever tried again.</summary>
/// <remarks>https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers</remarks>
internal sealed class HookEngine : IAsyncDisposable
{
    private readonly IdSource _hookIds = new(380_000_001);
    private readonly IdSource _deliveryIds = new(70_000_000_001);
    private readonly SandboxContext _context;
    private readonly WebhookEngine _deliveries;
    private readonly Links _links;
    private readonly string _userAgent;

    /// <param name="links">The roots of the addresses in payloads.</param>
    /// <param name="context">The sandbox.</param>
    public HookEngine(Links links, SandboxContext context)
    {
        _links = links;
        _context = context;
        _deliveries = new(context.Clock, context.Faults, _deliveryIds.Next);
        _userAgent = "GitHub-Hookshot/" + context.Chance.Hex(7);
    }

    public DateTimeOffset Now => _context.Clock.Now;

    /// <summary>Makes a hook, unless GitHub would refuse it.</summary>
    /// <param name="place">Whose.</param>
    /// <param name="settings">Its fields.</param>
    /// <param name="problem">Why it was refused.</param>
    public Hook? Create(HookPlace place, HookSettings settings, out string problem) =>
        place.Hooks.Add(settings, () => new(_hookIds.Next(), place, settings, this), out problem);

    /// <summary>Gives the hook of an App its settings; the first time it is made.</summary>
    public Hook Configure(GitHubApp app, HookSettings settings) =>
        app.Configure(settings with { Events = app.Events }, all => new(_hookIds.Next(), new HookPlace(null, null, app), all, this));

    public Webhook Open(Hook hook) => _deliveries.Open(DeliveryPolicies.GitHub, CreateTarget(hook));

    public WebhookTarget CreateTarget(Hook hook)
    {
        HookSettings settings = hook.Settings;
        return new(settings.Url, (attempt, headers) => WriteHeaders(hook, settings, attempt, headers), settings.InsecureSsl);
    }

    public WebhookMessage CreateMessage(HookNotice notice, HookSettings settings)
    {
        byte[] json = notice.ToJson(_links);
        return new(
            _context.Chance.Uuid().ToString("D"),
            notice.Event,
            settings.IsForm ? Encoding.ASCII.GetBytes("payload=" + Uri.EscapeDataString(Encoding.UTF8.GetString(json))) : json)
        {
            ContentType = settings.IsForm ? "application/x-www-form-urlencoded" : "application/json",
            Action = notice.Action,
            Answered = notice.Answered,
            Subject = new HookSubject(notice.Repository?.Id, notice.Installation?.Id),
        };
    }

    /// <summary>True while a delivery can still be seen and redelivered: three days.</summary>
    public bool IsKept(LoggedDelivery delivery) => Now - delivery.Attempt.SentAt < _context.Clock.Scale(TimeSpan.FromDays(3));

    public ValueTask DisposeAsync() => _deliveries.DisposeAsync();

    private void WriteHeaders(Hook hook, HookSettings settings, HookAttempt attempt, HttpRequestHeaders headers)
    {
        Add(headers, "Accept", "*/*");
        Add(headers, "User-Agent", _userAgent);
        Add(headers, "X-GitHub-Delivery", attempt.Message.Id);
        Add(headers, "X-GitHub-Event", attempt.Message.Event);
        Add(headers, "X-GitHub-Hook-ID", $"{hook.Id}");
        Add(headers, "X-GitHub-Hook-Installation-Target-ID", $"{hook.Place.TargetId}");
        Add(headers, "X-GitHub-Hook-Installation-Target-Type", hook.Place.TargetType);
        if (settings.Secret is { } secret)
        {
            Add(headers, "X-Hub-Signature", Signatures.HubSha1(secret, attempt.Message.Body.Span));
            Add(headers, "X-Hub-Signature-256", Signatures.HubSha256(secret, attempt.Message.Body.Span));
        }
    }

    private static void Add(HttpRequestHeaders headers, string name, string value) => headers.TryAddWithoutValidation(name, value);
}

namespace DevFlow.Core.Webhooks;

/// <summary>A source at work: what it is and what came of its deliveries. Any number of requests count at once.</summary>
internal sealed class ActiveSource(string name, string platform, IWebhookScheme scheme) : WebhookSource
{
    private readonly long[] _outcomes = new long[(int)Enum.GetValues<WebhookOutcome>().Max() + 1];
    private long _withPrevious;
    private long _lastAt;

    public override string Name => name;

    public override string Platform => platform;

    internal IWebhookScheme Scheme => scheme;

    public override Uri? Uri => Address;

    /// <summary>Set when the listener knows its port.</summary>
    internal Uri? Address { get; set; }

    public override long Accepted => this[WebhookOutcome.Accepted];

    public override long Duplicates => this[WebhookOutcome.Duplicate];

    public override long Rejected => this[WebhookOutcome.Rejected] + this[WebhookOutcome.Unreadable] + this[WebhookOutcome.Failed];

    public override long NotStored => this[WebhookOutcome.NotStored];

    public override long WithPreviousSecret => Interlocked.Read(ref _withPrevious);

    public override DateTimeOffset? LastAt => Interlocked.Read(ref _lastAt) is > 0 and long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>From the arrival of a body to its answer.</summary>
    internal DurationHistogram Durations { get; } = new();

    internal long this[WebhookOutcome outcome] => Interlocked.Read(ref _outcomes[(int)outcome]);

    internal void Count(WebhookOutcome outcome, WebhookSecretMatch match, DateTimeOffset at)
    {
        Interlocked.Increment(ref _outcomes[(int)outcome]);
        if (match == WebhookSecretMatch.Previous)
        {
            Interlocked.Increment(ref _withPrevious);
        }

        if (outcome is WebhookOutcome.Accepted or WebhookOutcome.Duplicate)
        {
            Interlocked.Exchange(ref _lastAt, at.UtcTicks);
        }
    }
}

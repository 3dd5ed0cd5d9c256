using DevFlow.Core.Credentials;
using DevFlow.Core.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// The secrets a source verifies with: the current one and, until its end, the one before. Both are always compared, so that the
/// time tells not which of them, if any, a delivery is signed with.
/// </summary>
internal class WebhookSecrets : IDisposable
{
    private readonly Redactor _redactor;
    private Accepted? _accepted;

    public WebhookSecrets(SecretBuffer secret, Redactor redactor)
        : this(redactor)
    {
        Accept(secret, previous: null, previousUntil: default);
    }

    protected WebhookSecrets(Redactor redactor)
    {
        _redactor = redactor;
    }

    /// <summary>When the current secret was stored (UTC); null where it is in no store.</summary>
    public DateTimeOffset? StoredAt { get; protected set; }

    /// <summary>Which secret a delivery is signed with.</summary>
    public WebhookSecretMatch Verify(IWebhookScheme scheme, WebhookRequest request)
    {
        Follow();
        if (Volatile.Read(ref _accepted) is not { } accepted)
        {
            return WebhookSecretMatch.None;
        }

        bool isCurrent = accepted.Current.Verify(scheme, request);
        bool isPrevious = accepted.Previous?.Verify(scheme, request) == true & request.ReceivedAt < accepted.PreviousUntil;
        return isCurrent ? WebhookSecretMatch.Current : isPrevious ? WebhookSecretMatch.Previous : WebhookSecretMatch.None;
    }

    /// <summary>What a delivery is looked at with, one secret after the other, each with steps of its own.</summary>
    public IEnumerable<(WebhookSecretMatch Match, bool IsValid, IReadOnlyList<WebhookCheck> Checks)> Explain(IWebhookScheme scheme, Func<ICollection<WebhookCheck>, WebhookRequest> request)
    {
        Follow();
        if (Volatile.Read(ref _accepted) is not { } accepted)
        {
            yield break;
        }

        List<WebhookCheck> checks = [];
        yield return (WebhookSecretMatch.Current, accepted.Current.Verify(scheme, request(checks)), checks);

        List<WebhookCheck> ofPrevious = [];
        WebhookRequest again = request(ofPrevious);
        if (accepted.Previous is { } previous && again.ReceivedAt < accepted.PreviousUntil)
        {
            yield return (WebhookSecretMatch.Previous, previous.Verify(scheme, again), ofPrevious);
        }
    }

    /// <summary>The current secret, to sign with; the caller disposes it.</summary>
    public SecretBuffer CopyCurrent()
    {
        Follow();
        return Volatile.Read(ref _accepted)?.Current.Copy() ?? new SecretBuffer(0);
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _accepted, null)?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes over what was changed since.</summary>
    protected virtual void Follow()
    {
    }

    /// <summary>From now on these are accepted and no others.</summary>
    /// <param name="current">The current secret; copied. Null accepts nothing.</param>
    /// <param name="previous">The one before; copied.</param>
    /// <param name="previousUntil">When it ends.</param>
    protected void Accept(SecretBuffer? current, SecretBuffer? previous, DateTimeOffset previousUntil)
    {
        Accepted? next = current is null ? null : new Accepted(
            new WebhookSecret(current.Bytes), previous is { Length: > 0 } ? new WebhookSecret(previous.Bytes) : null, previousUntil, Redact(current), previous is { Length: > 0 } ? Redact(previous) : null);
        Interlocked.Exchange(ref _accepted, next)?.Dispose();
    }

    private IDisposable Redact(SecretBuffer secret)
    {
        using SecretChars text = secret.ToChars();
        return _redactor.Register(text.Chars);
    }

    private sealed record Accepted(WebhookSecret Current, WebhookSecret? Previous, DateTimeOffset PreviousUntil, IDisposable Redaction, IDisposable? RedactionOfPrevious) : IDisposable
    {
        public void Dispose()
        {
            Current.Dispose();
            Previous?.Dispose();
            Redaction.Dispose();
            RedactionOfPrevious?.Dispose();
        }
    }
}

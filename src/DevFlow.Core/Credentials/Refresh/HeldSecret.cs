using DevFlow.Core.Logging;

namespace DevFlow.Core.Credentials;

/// <summary>A secret in use. Calls may still be under way with the one before it, so that one stays redacted until the next is replaced.</summary>
internal sealed class HeldSecret
{
    private readonly IDisposable _redaction;
    private readonly IDisposable? _redactionBefore;

    private HeldSecret(CurrentSecret secret, IDisposable redaction, IDisposable? redactionBefore)
    {
        Secret = secret;
        _redaction = redaction;
        _redactionBefore = redactionBefore;
    }

    public CurrentSecret Secret { get; }

    public static HeldSecret Of(CurrentSecret secret, HeldSecret? before, Redactor redactor)
    {
        using SecretChars text = secret.ToChars();
        IDisposable redaction = redactor.Register(text.Chars, secret.Account);
        before?._redactionBefore?.Dispose();
        return new HeldSecret(secret, redaction, before?._redaction);
    }
}

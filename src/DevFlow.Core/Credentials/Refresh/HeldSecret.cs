using DevFlow.Core.Logging;

namespace DevFlow.Core.Credentials;

/// <summary>A secret in use. Calls may still be under way with one that is used no more, so that one stays redacted until its successor is replaced.</summary>
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

    /// <summary>Null where it was forgotten: the next use reads the store.</summary>
    public CurrentSecret? Secret { get; private set; }

    public void Forget() => Secret = null;

    public static HeldSecret Of(CurrentSecret secret, HeldSecret? before, Redactor redactor)
    {
        using SecretChars text = secret.ToChars();
        IDisposable redaction = redactor.Register(text.Chars, secret.Account);
        before?._redactionBefore?.Dispose();
        return new HeldSecret(secret, redaction, before?._redaction);
    }
}

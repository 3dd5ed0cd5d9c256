using DevFlow.Core.Credentials;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// A listener's own copy of the shared secret, wiped only when no verification runs any more: a verification against a
/// wiped secret would accept anyone who signs with zeros.
/// </summary>
internal sealed class WebhookSecret(ReadOnlySpan<byte> secret) : IDisposable
{
    private readonly SecretBuffer _secret = new(secret);
    private int _users = 1;
    private int _disposed;

    /// <summary>Verifies a delivery; false once the secret is disposed.</summary>
    public bool Verify(IWebhookScheme scheme, WebhookRequest request)
    {
        if (!TryEnter())
        {
            return false;
        }

        try
        {
            return scheme.Verify(request, _secret.Bytes);
        }
        finally
        {
            Leave();
        }
    }

    public SecretBuffer Copy() => new(_secret.Bytes);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Leave();
        }
    }

    private bool TryEnter()
    {
        int users = Volatile.Read(ref _users);
        while (users > 0 && Volatile.Read(ref _disposed) == 0)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _secret.Dispose();
        }
    }
}

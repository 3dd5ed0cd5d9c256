using System.Buffers.Binary;

namespace DevFlow.Core.Credentials;

/// <summary>
/// The secret of a webhook source and, while senders are being changed over, the one before it: parts <c>current</c>,
/// <c>previous</c> and <c>until</c> (i64, Unix time in ms; empty where there is no previous one).
/// </summary>
internal sealed class WebhookSecretPair(SecretBuffer current, SecretBuffer? previous = null, DateTimeOffset previousUntil = default) : IDisposable
{
    private const int Parts = 3;

    public SecretBuffer Current { get; } = current;

    /// <summary>Empty where there is none.</summary>
    public SecretBuffer Previous { get; } = previous ?? new SecretBuffer(0);

    public DateTimeOffset PreviousUntil { get; } = previousUntil;

    public static WebhookSecretPair Open(SecretBuffer stored)
    {
        SecretBuffer[] parts = SecretParts.Split(stored.Bytes, Parts);
        using SecretBuffer until = parts[2];
        return until.Length == 0
            ? new WebhookSecretPair(parts[0], parts[1])
            : new WebhookSecretPair(parts[0], parts[1], DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(until.Bytes)));
    }

    public bool HasPrevious(DateTimeOffset now) => Previous.Length > 0 && now < PreviousUntil;

    /// <summary>The pair after a change: the current secret becomes the previous one.</summary>
    /// <exception cref="DevFlowException">The last change is not over: a third secret would leave senders behind.</exception>
    public WebhookSecretPair Replace(SecretBuffer next, DateTimeOffset previousUntil, DateTimeOffset now) => HasPrevious(now)
        ? throw new DevFlowException(
            ErrorReason.InvalidArgument,
            $"The webhook secret is being replaced already: the previous one is accepted until {PreviousUntil.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.",
            "Wait until then, so that no sender is left with a secret that is not accepted any more.")
        : new WebhookSecretPair(new SecretBuffer(next.Bytes), new SecretBuffer(Current.Bytes), previousUntil);

    public SecretBuffer Pack()
    {
        using SecretBuffer until = new(Previous.Length == 0 ? 0 : sizeof(long));
        if (until.Length > 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(until.Writable, PreviousUntil.ToUnixTimeMilliseconds());
        }

        return SecretParts.Join(Current, Previous, until);
    }

    public void Dispose()
    {
        Current.Dispose();
        Previous.Dispose();
    }
}

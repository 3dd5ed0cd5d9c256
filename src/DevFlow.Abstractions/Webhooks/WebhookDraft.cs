namespace DevFlow;

/// <summary>A webhook that shall be registered. Nothing of it may be kept.</summary>
public sealed class WebhookDraft
{
    /// <summary>What it shall watch, as the user gave it; empty where nothing was given.</summary>
    public required string Target { get; init; }

    /// <summary>Where it shall send to.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The platform's names of the events; at least one.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>A condition in the platform's words; null for none.</summary>
    public string? Filter { get; init; }

    /// <summary>The secret as it is entered at the platform, in ASCII: <c>whsec_</c> and base64, which is a signing key to who knows Standard Webhooks and a text to all others.</summary>
    public required SecretBuffer Secret { get; init; }
}

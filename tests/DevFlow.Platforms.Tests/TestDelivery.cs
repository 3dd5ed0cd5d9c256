namespace DevFlow.Platforms.Tests;

/// <summary>Makes deliveries as the listener hands them to a platform.</summary>
internal static class TestDelivery
{
    public static readonly DateTimeOffset ReceivedAt = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static WebhookRequest With(ReadOnlyMemory<byte> body, params (string Name, string? Value)[] headers)
    {
        Dictionary<string, IReadOnlyList<string>> byName = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string? value) in headers)
        {
            if (value is not null)
            {
                byName[name] = byName.TryGetValue(name, out IReadOnlyList<string>? values) ? [.. values, value] : [value];
            }
        }

        return new WebhookRequest(byName, body, ReceivedAt);
    }
}

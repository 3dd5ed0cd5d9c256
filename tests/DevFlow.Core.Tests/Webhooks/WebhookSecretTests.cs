using DevFlow.Core.Webhooks;

namespace DevFlow.Core.Tests.Webhooks;

public sealed class WebhookSecretTests
{
    private static readonly WebhookRequest Delivery = new(new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase), default, default);

    [Fact]
    public void It_is_wiped_only_after_the_last_verification_and_verifies_nothing_afterwards()
    {
        WebhookSecret secret = new("key"u8);
        Probe probe = new();
        probe.During = secret.Dispose;

        Assert.True(secret.Verify(probe, Delivery));
        Assert.Equal("key", probe.SeenBefore);
        Assert.Equal("key", probe.SeenAfter);

        probe.During = () => { };
        probe.SeenBefore = "";
        Assert.False(secret.Verify(probe, Delivery));
        Assert.Equal("", probe.SeenBefore);
        secret.Dispose();
    }

    private sealed class Probe : IWebhookScheme
    {
        public Action During { get; set; } = () => { };

        public string SeenBefore { get; set; } = "";

        public string SeenAfter { get; private set; } = "";

        public bool Verify(WebhookRequest request, ReadOnlySpan<byte> secret)
        {
            SeenBefore = System.Text.Encoding.UTF8.GetString(secret);
            During();
            SeenAfter = System.Text.Encoding.UTF8.GetString(secret);
            return true;
        }

        public Event ToEvent(WebhookRequest request) => throw new NotSupportedException();
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Net;
using System.Text;
using DevFlow.GitHub;

namespace DevFlow.Platforms.Tests.GitHub;

/// <summary>Octokit sends every byte through the engine's chain.</summary>
public sealed class OctokitSocketTests
{
    // Of this test alone: other tests of the process connect meanwhile.
    private const string Host = "octokit-has-no-socket-of-its-own.invalid";

    [Fact]
    public async Task No_other_socket_is_opened_and_no_name_is_looked_up()
    {
        using NameLookups lookups = new();
        GitHubPlugin plugin = new();
        using Chain chain = new();
        IPlatformApi api = plugin.OpenApi(plugin.GetApiUri(new Uri($"https://{Host}/")), chain);

        Identity identity = await api.GetIdentityAsync(TestContext.Current.CancellationToken);

        Assert.Equal("octocat", identity.Account);
        Assert.Equal([$"https://{Host}/api/v3/user"], chain.Asked);
        Assert.DoesNotContain(Host, lookups.Names);

        // A socket of its own would have been seen: whoever opens one has to find the host first.
        using HttpClient other = new(new SocketsHttpHandler { UseProxy = false });
        await Assert.ThrowsAsync<HttpRequestException>(() => other.GetAsync(new Uri($"https://{Host}/"), TestContext.Current.CancellationToken));
        Assert.Contains(Host, lookups.Names);
    }

    private sealed class Chain : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                RequestMessage = request,
                Content = new StringContent("""{"login":"octocat"}""", Encoding.UTF8, "application/json"),
            });
        }
    }

    private sealed class NameLookups : EventListener
    {
        public ConcurrentBag<string> Names { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Net.NameResolution")
            {
                EnableEvents(eventSource, EventLevel.LogAlways);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "ResolutionStart" && eventData.Payload is [string name, ..])
            {
                Names.Add(name);
            }
        }
    }
}

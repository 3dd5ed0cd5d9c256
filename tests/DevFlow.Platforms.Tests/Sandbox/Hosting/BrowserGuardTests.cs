using System.Net;
using DevFlow.Sandbox;

namespace DevFlow.Platforms.Tests.Sandbox.Hosting;

/// <summary>A page that is open in the user's browser can send requests to loopback addresses as well.</summary>
public sealed class BrowserGuardTests
{
    public static TheoryData<string> Platforms => [.. new SandboxHost().Platforms];

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_name_that_was_bound_anew_to_this_machine_is_refused(string platform)
    {
        await using SandboxServer server = await StartAsync(platform);

        foreach (string host in new[] { "attacker.example", "0.0.0.0", "192.168.0.1:80", "127.0.0.1.nip.io", "localhost.attacker.example", "[::2]" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, "GET", ("Host", host)));
        }

        Assert.All(server.Ledger, entry => Assert.Equal("foreign-host", entry.Refusal));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task The_names_of_this_machine_are_answered_at_any_port(string platform)
    {
        await using SandboxServer server = await StartAsync(platform);

        foreach (string host in new[] { "127.0.0.1:1", "localhost", "LOCALHOST:8080", "[::1]:9", server.BaseUri.Authority })
        {
            Assert.NotEqual(HttpStatusCode.Forbidden, await SendAsync(server, "GET", ("Host", host)));
        }
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_page_from_elsewhere_is_refused_and_no_answer_lets_it_read(string platform)
    {
        await using SandboxServer server = await StartAsync(platform);

        foreach (string origin in new[] { "https://attacker.example", "null", "http://127.0.0.1.nip.io", "file://" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, "POST", ("Origin", origin)));
            Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, "OPTIONS", ("Origin", origin), ("Access-Control-Request-Method", "PUT")));
        }

        Assert.NotEqual(HttpStatusCode.Forbidden, await SendAsync(server, "POST", ("Origin", "http://localhost:3000")));
    }

    [Fact]
    public async Task A_consent_page_opens_from_a_link_but_not_in_a_frame_of_a_strange_page()
    {
        await using SandboxServer server = await StartAsync("github");

        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, "GET", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(server, "GET", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(server, "GET", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")));
    }

    private static async Task<HttpStatusCode> SendAsync(SandboxServer server, string method, params (string Name, string Value)[] headers)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(server.BaseUri, "login/device"));
        foreach ((string name, string value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        if (response.StatusCode == HttpStatusCode.Forbidden)
        {
            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }

        return response.StatusCode;
    }

    private static Task<SandboxServer> StartAsync(string platform) =>
        new SandboxHost().StartAsync(new() { Platform = platform }, TimeProvider.System, TestContext.Current.CancellationToken);
}

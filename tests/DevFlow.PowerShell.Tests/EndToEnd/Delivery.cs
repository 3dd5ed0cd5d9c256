using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.EndToEnd;

/// <summary>A webhook delivery as GitHub sends it.</summary>
internal sealed record Delivery(string Event, byte[] Body)
{
    public string Id { get; init; } = Guid.NewGuid().ToString();

    /// <summary>GitHub's example payloads, every event and action.</summary>
    public static IReadOnlyList<Delivery> Examples()
    {
        string? file = RepositoryRoot.SharedData("data", "github-webhooks", "index.json");
        if (file is null)
        {
            Assert.Skip("The example payloads of GitHub's webhooks are not on this machine.");
        }

        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(file));
        return
        [
            .. index.RootElement.EnumerateArray().SelectMany(static group => group.GetProperty("examples").EnumerateArray().Select(example =>
                new Delivery(group.GetProperty("name").GetString()!, Encoding.UTF8.GetBytes(example.GetRawText())))),
        ];
    }

    public static Delivery Ping() => new("ping", """{"zen":"Keep it logically awesome.","hook_id":1}"""u8.ToArray());

    public string Sign(string secret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body));

    public string SignWithSha1(string secret)
    {
#pragma warning disable CA5350 // GitHub still sends it; the point is that it is not taken.
        return "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Body));
#pragma warning restore CA5350
    }

    public async Task<HttpStatusCode> PostAsync(HttpClient client, Uri listener, params (string Name, string Value)[] signatures)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, listener) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-GitHub-Event", Event);
        request.Headers.Add("X-GitHub-Delivery", Id);
        foreach ((string name, string value) in signatures)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}

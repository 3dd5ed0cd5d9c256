using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Benchmarks.Webhooks;

/// <summary>A delivery of 7.7 KB as GitHub sends it for a release, signed; requests differ by their id alone.</summary>
internal static class SignedBody
{
    public const string Secret = "the secret of the bench";
    public const string Path = "/webhooks/github";

    private const int Length = 7_700;
    private const string IdMark = "00000000-0000-0000-0000-000000000000";

    public static byte[] Body { get; } = Encoding.UTF8.GetBytes(Release());

    public static string Signature { get; } = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Body));

    /// <summary>The whole request; a copy for whoever changes its id.</summary>
    public static byte[] Request(Uri server) =>
    [
        .. Encoding.ASCII.GetBytes(
            $"POST {Path} HTTP/1.1\r\nHost: {server.Authority}\r\nUser-Agent: GitHub-Hookshot/bench\r\nAccept: */*\r\nContent-Type: application/json\r\n"
            + $"X-GitHub-Event: release\r\nX-GitHub-Delivery: {IdMark}\r\nX-Hub-Signature-256: {Signature}\r\nContent-Length: {Body.Length}\r\n\r\n"),
        .. Body,
    ];

    /// <summary>Gives a request an id of its own.</summary>
    public static void SetId(byte[] request, Guid id)
    {
        int at = request.AsSpan().IndexOf("X-GitHub-Delivery: "u8) + "X-GitHub-Delivery: ".Length;
        id.TryFormat(request.AsSpan(at), out _);
    }

    private static string Release()
    {
        const string User = """{"login":"octocat","id":21031067,"node_id":"MDQ6VXNlcjIxMDMxMDY3","url":"https://api.github.com/users/octocat","html_url":"https://github.com/octocat","type":"User","site_admin":false}""";
        StringBuilder urls = new();
        for (int i = 0; urls.Length < Length - 1_500; i++)
        {
            urls.Append("\"kind_").Append(i).Append("_url\":\"https://api.github.com/repos/octocat/Hello-World/kind-").Append(i).Append("{/number}\",");
        }

        string start = $$"""
            {"action":"published","release":{"id":17372790,"tag_name":"0.0.1","draft":false,"created_at":"2026-05-15T15:19:25Z","published_at":"2026-05-15T15:20:53Z","html_url":"https://github.com/octocat/Hello-World/releases/tag/0.0.1","author":{{User}},"assets":[]},"repository":{"id":186853002,"full_name":"octocat/Hello-World","private":false,"html_url":"https://github.com/octocat/Hello-World","owner":{{User}},{{urls}}"forks":1,"open_issues":2,"watchers":0,"default_branch":"main"},"sender":{{User}},"pad":"
            """;
        return start + new string('x', Length - start.Length - 2) + "\"}";
    }
}

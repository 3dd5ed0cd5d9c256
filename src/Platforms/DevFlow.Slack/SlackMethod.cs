using System.Collections.Frozen;
using System.Text;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>What a request calls, and with what: any method may be called by GET and by POST, with a query, a form or JSON.</summary>
internal static class SlackMethod
{
    private const string ApiPath = "/api/";
    private const int MaxBody = 256 * 1024;

    // The last part of a method's name says what it does; these only tell something.
    private static readonly FrozenSet<string> Readers = FrozenSet.Create(
        StringComparer.Ordinal,
        "list", "info", "history", "replies", "members", "get", "test", "conversations", "lookupByEmail", "getPresence", "getPermalink", "identity", "teamInfo",
        "accessLogs", "billableInfo", "integrationLogs", "export", "validate", "userInfo", "listConnectInvites", "all", "files", "messages");

    /// <summary>The method's name, such as <c>chat.postMessage</c>.</summary>
    public static string NameOf(Uri? address)
    {
        string path = address is { IsAbsoluteUri: true } ? address.AbsolutePath : "/";
        return path.StartsWith(ApiPath, StringComparison.Ordinal) ? path[ApiPath.Length..].TrimEnd('/') : path.Trim('/');
    }

    /// <summary>True where a second call changes nothing: its verb tells nothing.</summary>
    public static bool IsRead(string method) => Readers.Contains(method[(method.LastIndexOf('.') + 1)..]);

    /// <summary>An argument, from wherever it may stand; null where it is not given.</summary>
    public static string? Argument(HttpRequestMessage request, string name)
    {
        if (Find(request.RequestUri is { IsAbsoluteUri: true } address ? address.Query.TrimStart('?') : "", name) is string value)
        {
            return value;
        }

        byte[]? body = BodyBytes.Of(request, MaxBody);
        return body is null ? null
            : request.Content!.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) == true ? AnswerBody.Parse(body) is { } json ? Payload.Text(json, name) : null
            : Find(Encoding.UTF8.GetString(body), name);
    }

    private static string? Find(string form, string name)
    {
        foreach (Range range in form.AsSpan().Split('&'))
        {
            ReadOnlySpan<char> field = form.AsSpan(range);
            if (field.Length > name.Length && field[name.Length] == '=' && field.StartsWith(name, StringComparison.Ordinal))
            {
                return Uri.UnescapeDataString(field[(name.Length + 1)..]);
            }
        }

        return null;
    }
}

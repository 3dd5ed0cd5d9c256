using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Platforms.Tests.Sandbox.Attack;

/// <summary>Makes requests that are half right: an operation that exists, with names and values from answers among the nonsense.</summary>
internal sealed partial class RequestFuzzer(PlatformServer server, int seed)
{
    private static readonly string[] Nonsense =
    [
        "", " ", "0", "-1", "1", "2147483647", "2147483648", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e400", "0.5", "NaN",
        "null", "true", "[]", "{}", "..", "../../etc/passwd", "a/b", "%", "\0", "\r\nX-Evil: 1", "<script>alert(1)</script>", "\u202e", "\U0001F600", "İ", "*", "**/*",
        "(", "[a", "(?<n>a)*\\1", "((a{1000}){1000}){1000}", "'", "\"", "\\", "$ref", "__proto__", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-02-30", "-100000w",
        "-100000w 100000w", "endOfYear(\"100000w\")", "javascript:alert(1)", "file:///etc/passwd", "http://169.254.169.254/", "http://127.0.0.1:1/hook", "http://[::1]:1", "ftp://localhost/", "gopher://a",
        "heads/main", "main", "refs/heads/main", "HEAD", "0000000000000000000000000000000000000000", "octo-org", "hello-world", "octocat", "C0GENERAL01", "U0OCTAVIA01", "b2Zmc2V0Oi0x", "Y3Vyc29yOnYyOjIxNDc0ODM2NDc=",
        "open", "closed", "all", "asc", "desc", "admin", "api", "repo", "push", "opened", "approve", "S256", "plain", "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code",
        "project = X AND (((a))) ORDER BY key,key desc", "NOT NOT NOT key = 1", "created > -99999w", "text ~ \"a b*\"", "{ viewer { login ...F } } fragment F on User { ...F }", "query($a:[[Int!]!]){a(b:$a)}", "{a(b:99999999999999999999)}", "is:open repo:a/b label:\"x",
    ];

    private const string Names =
        "id name user title body updated_at state description client_id ref sort scope redirect_uri text maxResults labels code channel"
        + " status sha scopes pull_number number message email branch username user_id token thread_ts tag_name search order_by login grant_type client_secret"
        + " user_code type timestamp target_branch startAt response_type refresh_token jql iid events decision base assignee visibility ts since milestone hook_id"
        + " head fields expand direction code_verifier code_challenge_method code_challenge source_branch query projectId project post_at path members key head_sha file files"
        + " event default_branch content config url attachments view view_id variables users until trigger_id transition tags summary style regex redirect_uris"
        + " properties permissions page per_page owner orderBy metadata maintainer_can_modify limit cursor links kind issue inclusive following filters external_id expirationDate"
        + " excludeBody error due_date device_code color channel_id blocks author assignees access_level workflow_id workflow webhooks visibility_level values types topics tree"
        + " parents tag object force merge_method commit_title reviewers comments event_type inputs output conclusion started_at completed_at operationName queryString nextPageToken fieldsByKeys"
        + " pagination id_after sourceIssue inwardIssue outwardIssue comment issuetype priority duedate assignee_ids squash pull_request_id repositories repository_ids filename length profile presence"
        + " topic purpose is_private return_im oldest latest hash include_all_metadata dryRun";

    private static readonly string[] Methods = ["GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND"];

    private static readonly string[] Types =
    [
        "application/json", "application/json; charset=utf-8", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16",
        "multipart/form-data; boundary=b", "multipart/form-data", "multipart/form-data; boundary=\"\"", "text/plain", "application/json; charset=nonsense", "x", "",
    ];

    private static readonly string[] Headers =
        ["Accept", "If-None-Match", "If-Modified-Since", "Range", "X-GitHub-Api-Version", "X-Atlassian-Token", "PRIVATE-TOKEN", "JOB-TOKEN", "Expect", "Upgrade", "Connection", "Sec-WebSocket-Key", "Transfer-Encoding", "Cookie", "Accept-Language", "Idempotency-Key", "Sudo"];

    private static readonly string[] Schemes = ["Bearer", "token", "Basic", "JWT", "bearer", "Digest", ""];

    private readonly Random _random = new(seed);
    private readonly List<string> _learned = [.. server.Credentials.Select(credential => credential.UserName).OfType<string>()];
    private readonly List<string> _names = [.. Names.Split(' ')];
    private readonly string[] _secrets = [.. server.Credentials.Select(credential => new NetworkCredential("", credential.Secret).Password)];

    public HttpRequestMessage Next(out string shown)
    {
        string[] operation = Pick(server.Operations).Split(' ', 2);
        string method = _random.Next(8) == 0 ? Pick(Methods) : operation[0];
        string path = Parameter().Replace(operation[1], match => Uri.EscapeDataString(Value(match.Value)));
        path = server.Platform == "slack" && !path.StartsWith('/') ? "api/" + path : path;
        path = server.Platform == "github" && _random.Next(2) == 0 ? "api/v3" + path : path;
        path = _random.Next(20) == 0 ? path + "/" + Uri.EscapeDataString(Value("")) : path;
        string query = _random.Next(2) == 0 ? "" : "?" + string.Join('&', Enumerable.Range(0, _random.Next(1, 5)).Select(_ => $"{Uri.EscapeDataString(Pick(_names))}={Uri.EscapeDataString(Value(""))}"));
        HttpRequestMessage request = new(new HttpMethod(method), new Uri(server.BaseUri, path.TrimStart('/') + query));
        string body = "";
        if (method is not ("GET" or "HEAD") || _random.Next(10) == 0)
        {
            string type = _random.Next(3) == 0 ? Pick(Types) : Types[1];
            body = type.Contains("form-url", StringComparison.Ordinal) ? Form() : type.StartsWith("multipart", StringComparison.Ordinal) ? Multipart() : Broken(Json(0));
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            shown = type;
        }

        Authorize(request);
        if (_random.Next(5) == 0)
        {
            request.Headers.TryAddWithoutValidation(Pick(Headers), Value("").Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
        }

        shown = $"{method} {request.RequestUri!.PathAndQuery} [{request.Content?.Headers.ContentType}] {(body.Length > 300 ? body[..300] : body)}";
        return request;
    }

    /// <summary>Takes names and values out of an answer, to be sent back in other places.</summary>
    public void Learn(string answer)
    {
        foreach (Match match in Member().Matches(answer.Length > 20_000 ? answer[..20_000] : answer).Take(40))
        {
            Keep(_names, match.Groups["name"].Value);
            Keep(_learned, match.Groups["value"].Value);
        }
    }

    private void Keep(List<string> all, string text)
    {
        if (text.Length is > 0 and < 200)
        {
            if (all.Count < 2000)
            {
                all.Add(text);
            }
            else
            {
                all[_random.Next(all.Count / 2, all.Count)] = text;
            }
        }
    }

    // Mostly the login a user gets without asking, sent as it should be: a stranger does not get far.
    private void Authorize(HttpRequestMessage request)
    {
        int login = _random.Next(3) == 0 ? _random.Next(_secrets.Length) : 0;
        string secret = _random.Next(50) == 0 ? Any() : _secrets[login];
        string? user = server.Credentials[login].UserName;
        bool isBasic = (server.Platform == "jira" && user?.Contains('@', StringComparison.Ordinal) == true) != (_random.Next(30) == 0);
        string scheme = isBasic ? "Basic" : _random.Next(30) == 0 ? Pick(Schemes) : "Bearer";
        string value = isBasic ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")) : secret.ReplaceLineEndings("");
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {value}");
    }

    // What the built-in scenarios hold, under the names the descriptions give it.
    private string Value(string parameter) => _random.Next(12) == 0 ? Any() : parameter switch
    {
        "{owner}" or "{org}" => "octo-org",
        "{username}" => "octocat",
        "{repo}" => "hello-world",
        "{issue_number}" or "{pull_number}" or "{id}" or "{issue_iid}" or "{merge_request_iid}" => Pick(["1", "2", "3", "devflow/hello-world", "OPS-1", .. _learned.Take(8)]),
        "{issueIdOrKey}" => Pick(["OPS-1", "EX-1", "10001", .. _learned.Where(text => text.Contains('-', StringComparison.Ordinal) && text.Length < 8)]),
        _ => Any(),
    };

    private string Any() => _random.Next(10) switch
    {
        < 4 when _learned.Count > 0 => Pick(_learned),
        4 => new string('x', _random.Next(300)),
        5 => _random.Next(-5, 50).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => Pick(Nonsense),
    };

    private string Json(int depth)
    {
        int kind = depth == 0 && _random.Next(6) != 0 ? 9 : _random.Next(10);
        return kind switch
        {
            0 => "null",
            1 => Pick(["true", "false"]),
            2 => Pick(["0", "-1", "1.5", "1e999", "9223372036854775808", "-0", "1E+2"]),
            3 => Pick(["\"\\ud800\"", "\"\\u0000\"", "\"\\uDFFF\\uD800\"", "\"a\\tb\""]),
            4 when depth < 4 => $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Json(depth + 1)))}]",
            5 or 9 when depth < 4 => $"{{{string.Join(',', Enumerable.Range(0, _random.Next(8)).Select(_ => $"{Quote(Pick(_names))}:{Json(depth + 1)}"))}}}",
            _ => Quote(Value("")),
        };
    }

    // Most bodies are left as they are.
    private string Broken(string json) => _random.Next(25) switch
    {
        0 => json[..(json.Length / 2)],
        1 => json + "}",
        2 => new string('[', _random.Next(2000)),
        3 => "\uFEFF" + json,
        4 => $"{{\"\\ud800\":1,\"a\":{json}}}",
        _ => json,
    };

    private string Form() => string.Join('&', Enumerable.Range(0, _random.Next(8)).Select(_ =>
        $"{Uri.EscapeDataString(Pick(_names))}{Pick(["", "", "[]"])}={(_random.Next(3) == 0 ? Uri.EscapeDataString(Json(1)) : _random.Next(15) == 0 ? "%zz%ff" : Uri.EscapeDataString(Value("")))}"));

    private string Multipart() => Pick(["", "--b\r\n\r\n", "--b--", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../x\"\r\n\r\n1\r\n--b--\r\n", $"--b\r\nContent-Disposition: form-data; name={Quote(Pick(_names))}\r\n\r\n{Value("")}\r\n--b--\r\n"]);

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    [GeneratedRegex("""\{[^}]*\}""")]
    private static partial Regex Parameter();

    [GeneratedRegex("\"(?<name>[A-Za-z_-]+)\":\\s*\"?(?<value>[^\",{}\\[\\]]*)")]
    private static partial Regex Member();
}

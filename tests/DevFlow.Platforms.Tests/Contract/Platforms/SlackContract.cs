using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Slack's sandbox in the contract tests: every answer has status 200, and <c>ok</c> says what it is.</summary>
public sealed class SlackContract : ContractPlatform
{
    private const string General = "C0GENERAL01";
    private const string Remy = "U0REMY00002";
    private const string Future = "1772362800";
    private const string Home = """{"type":"home","external_id":"ext","blocks":[]}""";

    /// <summary>What a good call by GET needs besides what the description says; nothing: only the exchanges call it.</summary>
    private static readonly Dictionary<string, string[]> Needed = new(StringComparer.Ordinal)
    {
        ["auth.revoke"] = [],
        ["conversations.info"] = ["channel"],
        ["conversations.members"] = ["channel"],
        ["conversations.history"] = ["channel"],
        ["conversations.replies"] = ["channel", "ts"],
        ["users.info"] = ["user"],
        ["reactions.get"] = ["channel", "timestamp"],
        ["views.open"] = [],
        ["views.push"] = [],
        ["views.update"] = [],
        ["files.info"] = [],
        ["files.delete"] = [],
        ["oauth.v2.access"] = [],
        ["users.profile.set"] = [],
    };

    public override string Id => "slack";

    public override string DisplayName => "Slack";

    public override IReadOnlyList<string> DescriptionFiles => ["slack-web.json"];

    public override SandboxOptions Options => base.Options with
    {
        // Limits are not the matter here: a method of tier 2 is tried more than 20 times a minute.
        Limits = new Dictionary<string, int> { ["tier1"] = 1000, ["tier2"] = 1000, ["tier3"] = 1000, ["tier4"] = 1000, ["profile-user"] = 1000, ["profile-token"] = 1000 },
    };

    // What a bot's token cannot do, and what needs a trigger or a code, is tried here for its refusal; SlackCallTests,
    // SlackTokenTests, SlackWebhookTests and SlackSocketTests show it succeed.
    public override IReadOnlyList<Exchange> Exchanges =>
    [
        Get("auth.revoke", "test=true"),
        Get("conversations.info", "channel={channel}&include_num_members=true"),
        Get("conversations.members", "channel={channel}"),
        Get("conversations.history", "channel={channel}&limit=2"),
        Get("conversations.replies", "channel={channel}&ts={ts}"),
        Get("users.info", "user={user}&include_locale=true"),
        Get("reactions.get", "channel={channel}&timestamp={timestamp}&full=true"),
        Get("views.update", "external_id={external_id}&view={view}"),
        Get("views.open", "trigger_id=1.2.3&view=%7B%7D"),
        Get("views.push", "trigger_id=1.2.3&view=%7B%7D"),
        Get("files.info", "file=F0NOSUCH001"),
        Get("files.getUploadURLExternal", "filename=a.txt&length=5"),
        Get("oauth.v2.access", "client_id=nobody&code=1"),
        Get("oauth.v2.exchange", "client_id=nobody&token=1"),
        Post("files.delete", """{"file":"F0NOSUCH001"}"""),
        Post("files.completeUploadExternal", """{"files":[{"id":"F0NOSUCH001"}]}"""),
        Post("users.profile.set", """{"profile":{"status_text":"busy"}}"""),
        Post("apps.connections.open", "{}"),
    ];

    // The description calls optional what the methods cannot do without.
    public override bool IsSensible(ApiOperation operation, ContractInput input)
    {
        string method = operation.Template["/api/".Length..];
        if (input.Kind == InputKind.NoToken)
        {
            return method is not ("api.test" or "oauth.v2.access");
        }

        return input.Kind != InputKind.Good || (Needed.TryGetValue(method, out string[]? names)
            ? names.Length > 0 && names.All(name => input.Path.Contains(name + "=", StringComparison.Ordinal))
            : true);
    }

    // Slack reads numbers and words alike, and what it does not know of a choice it leaves out.
    public override bool IsExpected(ContractInput input, ContractAnswer answer) => answer.Status == 200 && input.Kind switch
    {
        InputKind.Good => IsOk(answer),
        InputKind.WrongType or InputKind.WrongChoice => true,
        _ => !IsOk(answer),
    };

    public override string? FindResponse(ContractAnswer answer) => IsOk(answer) ? null : "default";

    protected override Task SetUpAsync(ContractSandbox sandbox, SandboxServer server, CancellationToken cancellationToken)
    {
        KnownValues known = sandbox.Known;
        void Both(string name, JsonNode? value, string operation = "*", bool isNeeded = false)
        {
            known.Add(name, value?.DeepClone(), operation, isNeeded);
            known.Add($"$.{name}", value, operation, isNeeded);
        }

        void Made(string name, Func<CancellationToken, Task<JsonNode?>> create, string operation)
        {
            known.Add(name, create, operation, isNeeded: true);
            known.Add($"$.{name}", create, operation, isNeeded: true);
        }

        Both("token", null);
        Both("channel", General, isNeeded: true);
        Both("channel", null, "* /api/files.list");
        Both("text", "Hello", isNeeded: true);
        Both("user", Remy, isNeeded: true);
        Both("users", Remy, isNeeded: true);
        Both("limit", 2);
        Both("cursor", null);
        Both("types", "public_channel");
        Both("types", null, "* /api/files.list");
        Both("name", "thumbsup", "* /api/reactions.*", isNeeded: true);
        Both("file", null);
        Both("file_comment", null);
        foreach (string name in new[] { "attachments", "blocks", "as_user", "icon_emoji", "icon_url", "username", "thread_ts", "parse", "link_names", "oldest", "latest", "ts_from", "ts_to", "page", "count", "error" })
        {
            Both(name, null);
        }

        async Task<JsonNode?> PostAsync(CancellationToken cancellation)
        {
            JsonElement posted = await sandbox.CallAsync("POST", "/api/chat.postMessage", $$"""{"channel":"{{General}}","text":"posted"}""", cancellation);
            return posted.GetProperty("ts").GetString();
        }

        async Task<JsonNode?> ReactAsync(CancellationToken cancellation)
        {
            string timestamp = (await PostAsync(cancellation))!.GetValue<string>();
            await sandbox.CallAsync("POST", "/api/reactions.add", $$"""{"channel":"{{General}}","timestamp":"{{timestamp}}","name":"thumbsup"}""", cancellation);
            return timestamp;
        }

        int made = 0;
        async Task<JsonNode?> CreateAsync(CancellationToken cancellation)
        {
            JsonElement created = await sandbox.CallAsync("POST", "/api/conversations.create", $$"""{"name":"made-{{++made}}"}""", cancellation);
            return created.GetProperty("channel").GetProperty("id").GetString();
        }

        async Task<JsonNode?> ArchiveAsync(CancellationToken cancellation)
        {
            string id = (await CreateAsync(cancellation))!.GetValue<string>();
            await sandbox.CallAsync("POST", "/api/conversations.archive", $$"""{"channel":"{{id}}"}""", cancellation);
            return id;
        }

        async Task<JsonNode?> InviteAsync(CancellationToken cancellation)
        {
            string id = (await CreateAsync(cancellation))!.GetValue<string>();
            await sandbox.CallAsync("POST", "/api/conversations.invite", $$"""{"channel":"{{id}}","users":"{{Remy}}"}""", cancellation);
            return id;
        }

        async Task<JsonNode?> OpenAsync(CancellationToken cancellation)
        {
            JsonElement opened = await sandbox.CallAsync("POST", "/api/conversations.open", $$"""{"users":"{{Remy}}"}""", cancellation);
            return opened.GetProperty("channel").GetProperty("id").GetString();
        }

        async Task<JsonNode?> ScheduleAsync(CancellationToken cancellation)
        {
            string body = $$"""{"channel":"{{General}}","text":"later","post_at":{{Future}}}""";
            return (await sandbox.CallAsync("POST", "/api/chat.scheduleMessage", body, cancellation)).GetProperty("scheduled_message_id").GetString();
        }

        async Task<JsonNode?> PublishAsync(CancellationToken cancellation)
        {
            await sandbox.CallAsync("POST", "/api/views.publish", $$"""{"user_id":"{{Remy}}","view":{{Home}}}""", cancellation);
            return "ext";
        }

        async Task<JsonNode?> FindThreadAsync(CancellationToken cancellation)
        {
            JsonElement history = await sandbox.CallAsync("GET", $"/api/conversations.history?channel={General}&limit=1000", null, cancellation);
            return history.GetProperty("messages").EnumerateArray().Last().GetProperty("ts").GetString();
        }

        Made("ts", PostAsync, "*");
        Made("ts", FindThreadAsync, "* /api/conversations.replies");
        Made("message_ts", PostAsync, "*");
        Made("timestamp", PostAsync, "*");
        Made("timestamp", ReactAsync, "* /api/reactions.remove");
        Made("channel", CreateAsync, "* /api/conversations.archive");
        Made("channel", CreateAsync, "* /api/conversations.leave");
        Made("channel", CreateAsync, "* /api/conversations.invite");
        Made("channel", CreateAsync, "* /api/conversations.rename");
        Made("channel", ArchiveAsync, "* /api/conversations.unarchive");
        Made("name", _ => Task.FromResult<JsonNode?>($"name-{++made}"), "* /api/conversations.*");
        Both("post_at", Future, isNeeded: true);
        Both("email", "remy@example.com", isNeeded: true);
        Both("topic", "A topic", isNeeded: true);
        Both("purpose", "A purpose", isNeeded: true);
        Made("scheduled_message_id", ScheduleAsync, "*");
        Made("channel", InviteAsync, "* /api/conversations.kick");
        Made("channel", OpenAsync, "* /api/conversations.close");
        Both("user_id", Remy);
        Both("view", Home);
        Made("external_id", PublishAsync, "* /api/views.update");
        Both("team", null);
        Both("bot", null);
        Both("channel", null, "* /api/conversations.open");
        known.AddUnknown("channel", "C0NOSUCH001");
        known.AddUnknown("$.channel", "C0NOSUCH001");
        return Task.CompletedTask;
    }

    private static Exchange Get(string method, string query) => new("GET", $"/api/{method}", $"/api/{method}?{query}", 200);

    private static Exchange Post(string method, string body) => new("POST", $"/api/{method}", $"/api/{method}", 200, body);

    private static bool IsOk(ContractAnswer answer) =>
        answer.Status == 200 && answer.Json is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("ok", out JsonElement ok) && ok.ValueKind == JsonValueKind.True;
}

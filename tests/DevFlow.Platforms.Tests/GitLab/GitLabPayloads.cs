namespace DevFlow.Platforms.Tests.GitLab;

/// <summary>A payload of every event of the CNCF's table, in the shape GitLab's documentation of webhook events gives.</summary>
internal static class GitLabPayloads
{
    public const string Sha = "da1560886d4f094c3e6c9ef40349f7d38b5d27d7";

    private const string Project = """
        "project":{"id":1,"name":"Shop","web_url":"https://gitlab.example.com/acme/shop","path_with_namespace":"acme/shop","default_branch":"main"},
        "repository":{"name":"Shop","url":"git@gitlab.example.com:acme/shop.git","homepage":"https://gitlab.example.com/acme/shop"}
        """;

    /// <summary>By the event's name in the table: the X-Gitlab-Event header and the body.</summary>
    public static readonly IReadOnlyDictionary<string, (string Header, string Body)> All = new Dictionary<string, (string, string)>
    {
        ["Push Event"] = ("Push Hook", $$"""
            {"object_kind":"push","event_name":"push","before":"95790bf891e76fee5e1747ab589903a6a1f80f22","after":"{{Sha}}","ref":"refs/heads/fix/abc-7-login",
             "checkout_sha":"{{Sha}}","user_username":"jane","commits":[{"id":"{{Sha}}","title":"Retry","message":"Retry\n\nABC-8"}],"total_commits_count":1,{{Project}}}
            """),
        ["Tag Event"] = ("Tag Push Hook", $$"""
            {"object_kind":"tag_push","event_name":"tag_push","before":"0000000000000000000000000000000000000000","after":"{{Sha}}","ref":"refs/tags/v1.0.0","checkout_sha":"{{Sha}}","commits":[],{{Project}}}
            """),
        ["Issue Event"] = ("Issue Hook", $$"""
            {"object_kind":"issue","event_type":"issue","object_attributes":{"id":301,"iid":23,"title":"Login fails","description":"See ABC-9","state":"opened","action":"open",
             "created_at":"2026-11-15 14:46:56 UTC","url":"https://gitlab.example.com/acme/shop/-/issues/23"},{{Project}}}
            """),
        ["Comment on Commit Event"] = ("Note Hook", $$"""
            {"object_kind":"note","event_type":"note","object_attributes":{"id":1243,"note":"Nice","noteable_type":"Commit","created_at":"2026-11-17 18:08:09 UTC","commit_id":"{{Sha}}",
             "url":"https://gitlab.example.com/acme/shop/-/commit/{{Sha}}#note_1243"},"commit":{"id":"{{Sha}}","message":"Retry","url":"https://gitlab.example.com/acme/shop/-/commit/{{Sha}}"},{{Project}}}
            """),
        ["Comment on Merge Request Event"] = ("Note Hook", $$"""
            {"object_kind":"note","event_type":"note","object_attributes":{"id":1244,"note":"For ABC-10","noteable_type":"MergeRequest","created_at":"2026-11-17 18:21:36 UTC",
             "url":"https://gitlab.example.com/acme/shop/-/merge_requests/1#note_1244"},
             "merge_request":{"id":7,"iid":1,"title":"Retry login","source_branch":"fix/abc-7-login","last_commit":{"id":"{{Sha}}"},"source":{"web_url":"https://gitlab.example.com/acme/shop"} },{{Project}}}
            """),
        ["Comment on Issue Event"] = ("Confidential Note Hook", $$"""
            {"object_kind":"note","event_type":"confidential_note","object_attributes":{"id":1241,"note":"Hello","noteable_type":"Issue","created_at":"2026-11-17 17:06:40 UTC",
             "url":"https://gitlab.example.com/acme/shop/-/issues/17#note_1241"},"issue":{"id":92,"iid":17,"title":"Login"},{{Project}}}
            """),
        ["Comment on Code Snippet Event"] = ("Note Hook", $$"""
            {"object_kind":"note","event_type":"note","object_attributes":{"id":1245,"note":"Is this ok?","noteable_type":"Snippet","created_at":"2026-11-17 18:35:50 UTC",
             "url":"https://gitlab.example.com/acme/shop/-/snippets/53#note_1245"},"snippet":{"id":53,"title":"test"},{{Project}}}
            """),
        ["Merge Request Event"] = ("Merge Request Hook", $$"""
            {"object_kind":"merge_request","event_type":"merge_request","object_attributes":{"id":99,"iid":1,"title":"Retry login","description":"Closes ABC-11","state":"opened","action":"open",
             "source_branch":"fix/abc-7-login","target_branch":"main","created_at":"2026-11-03T17:23:34Z","url":"https://gitlab.example.com/acme/shop/-/merge_requests/1",
             "last_commit":{"id":"{{Sha}}","message":"Retry"},"source":{"web_url":"https://gitlab.example.com/acme/shop"} },{{Project}}}
            """),
        ["Wiki Page Event"] = ("Wiki Page Hook", """
            {"object_kind":"wiki_page","object_attributes":{"title":"Home","slug":"home","action":"create","url":"https://gitlab.example.com/acme/shop/-/wikis/home"},
             "project":{"web_url":"https://gitlab.example.com/acme/shop","path_with_namespace":"acme/shop"} }
            """),
        ["Pipeline Event"] = ("Pipeline Hook", $$"""
            {"object_kind":"pipeline","object_attributes":{"id":31,"iid":3,"ref":"fix/abc-7-login","tag":false,"sha":"{{Sha}}","status":"success","url":"https://gitlab.example.com/acme/shop/-/pipelines/31"},
             "merge_request":{"id":99,"iid":1,"title":"Retry login","url":"https://gitlab.example.com/acme/shop/-/merge_requests/1"},"commit":{"id":"{{Sha}}","message":"Retry"},{{Project}}}
            """),
        ["Job Event"] = ("Job Hook", $$"""
            {"object_kind":"build","ref":"fix/abc-7-login","tag":false,"sha":"{{Sha}}","build_id":1977,"build_name":"test","build_status":"created","pipeline_id":31,"commit":{"id":31,"sha":"{{Sha}}","message":"Retry"},{{Project}}}
            """),
    };

    public static WebhookRequest Deliver(string header, string body, params (string, string?)[] more) => TestDelivery.With(
        System.Text.Encoding.UTF8.GetBytes(body),
        [("X-Gitlab-Event", header), ("Idempotency-Key", "f5e5f430-f57b-4e6e-9fac-d9128cd7232f"), ("X-Gitlab-Instance", "https://gitlab.example.com"), .. more]);
}

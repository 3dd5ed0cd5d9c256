namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Requests to GitLab that no generator thinks of: what the description leaves out, and refusals by state.</summary>
internal static class GitLabExchanges
{
    private const string Project = "/api/v4/projects/{id}";
    private const string Here = "/api/v4/projects/1";
    private const string Escaped = "/api/v4/projects/devflow%2Fhello-world";
    private const string IssueNotes = Project + "/issues/{issue_iid}/notes";
    private const string RequestNotes = Project + "/merge_requests/{merge_request_iid}/notes";

    public static readonly Exchange[] All =
    [
        new("GET", Project, Escaped, 200),
        new("GET", Project, "/api/v4/projects/devflow%2Fnowhere", 404),
        new("GET", "/api/v4/users", "/api/v4/users?username=ada", 200),
        new("GET", "/api/v4/users/{id}", "/api/v4/users/1", 200),
        new("GET", "/api/v4/users/{id}", "/api/v4/users/999", 404),
        .. Notes(IssueNotes, Here + "/issues/1/notes"),
        .. Notes(RequestNotes, Here + "/merge_requests/1/notes"),
        new("PUT", Project + "/merge_requests/{merge_request_iid}/merge", Here + "/merge_requests/2/merge", 405, "{}"),
        new("PUT", Project + "/merge_requests/{merge_request_iid}/merge", Here + "/merge_requests/1/merge", 409, """{"sha":"0000000"}"""),
        new("POST", Project + "/merge_requests", Here + "/merge_requests", 409, """{"title":"Again","source_branch":"feature/login","target_branch":"main"}"""),
        new("POST", Project + "/merge_requests", Here + "/merge_requests", 422, """{"title":"Same","source_branch":"main","target_branch":"main"}"""),
        new("POST", Project + "/merge_requests", Here + "/merge_requests", 422, """{"title":"None","source_branch":"nowhere","target_branch":"main"}"""),
        new("POST", Project + "/issues", Here + "/issues", 400, """{"title":""}"""),
        new("POST", Project + "/repository/branches", Here + "/repository/branches", 400, """{"branch":"main","ref":"main"}"""),
        new("POST", Project + "/repository/branches", Here + "/repository/branches", 400, """{"branch":"a b","ref":"main"}"""),
        new("POST", Project + "/pipeline", Here + "/pipeline", 400, """{"ref":"nowhere"}"""),
        new("POST", Project + "/releases", Here + "/releases", 409, """{"tag_name":"v1.0.0"}"""),
        new("POST", Project + "/hooks", Here + "/hooks", 422, """{"url":"https://example.com/hook"}"""),
        new("POST", "/api/v4/projects/{id}/access_tokens/self/rotate", Here + "/access_tokens/self/rotate?private_token={project_token}", 200, "{}"),
        new("POST", "/api/v4/groups/{id}/access_tokens/self/rotate", "/api/v4/groups/devflow/access_tokens/self/rotate?private_token={group_token}", 200, "{}"),
        new("POST", "/api/v4/personal_access_tokens/self/rotate", "/api/v4/personal_access_tokens/self/rotate?private_token={rotator_token}", 200, "{}"),
        new("POST", "/api/v4/personal_access_tokens/self/rotate", "/api/v4/personal_access_tokens/self/rotate", 400, """{"expires_at":"2030-01-01"}"""),
        new("GET", "/api/v4/job", "/api/v4/job?job_token={job_token}", 200),
        new("POST", "/oauth/authorize_device", "/oauth/authorize_device", 200, """{"client_id":"devflow-sandbox","scope":"api"}"""),
        new("POST", "/oauth/authorize_device", "/oauth/authorize_device", 401, """{"client_id":"nobody"}"""),
        new("POST", "/oauth/token", "/oauth/token", 400, """{"client_id":"sandbox-oauth"}"""),
        new("POST", "/oauth/token", "/oauth/token", 400, """{"client_id":"sandbox-oauth","grant_type":"password"}"""),
        new("POST", "/oauth/token", "/oauth/token", 401, """{"client_id":"nobody","grant_type":"refresh_token"}"""),
        new("POST", "/oauth/token", "/oauth/token", 400, """{"client_id":"sandbox-oauth","grant_type":"refresh_token","refresh_token":"x"}"""),
        new("POST", "/oauth/token", "/oauth/token", 200, """{"client_id":"sandbox-oauth","grant_type":"refresh_token","refresh_token":"<oauth_refresh_token>"}"""),
        new("POST", "/oauth/revoke", "/oauth/revoke", 401, """{"client_id":"nobody","token":"x"}"""),
        new("POST", "/oauth/revoke", "/oauth/revoke", 200, """{"client_id":"sandbox-oauth","token":"<oauth_token>"}"""),
        new("POST", "/oauth/introspect", "/oauth/introspect", 200, """{"client_id":"sandbox-oauth","token":"<oauth_token>"}"""),
        new("GET", "/oauth/token/info", "/oauth/token/info", 401),
        new("GET", "/oauth/token/info", "/oauth/token/info?access_token={oauth_token}", 200),
        new("POST", "/oauth/device", "/oauth/device", 200, """{"user_code":"<user_code>"}"""),
        new("POST", "/oauth/device", "/oauth/device", 422, """{"user_code":"WRONG"}"""),
        new("GET", "/oauth/authorize", "/oauth/authorize?client_id=devflow-confidential&response_type=token", 400),
        new("GET", "/oauth/authorize", "/oauth/authorize?client_id=devflow-confidential&response_type=code&scope=api", 200),
        new("POST", "/oauth/authorize", "/oauth/authorize?client_id=devflow-confidential&response_type=code&scope=api", 302),
        new("GET", "/oauth/device", "/oauth/device", 200),
    ];

    private static IEnumerable<Exchange> Notes(string template, string path) =>
    [
        new("GET", template, path, 200),
        new("POST", template, path, 201, """{"body":"Text"}"""),
        new("POST", template, path, 400, "{}"),
        new("POST", template, path, 400, """{"body":" "}"""),
        new("POST", template, path, 400, """{"body":{"a":[true]}}"""),
        new("GET", template + "/{note_id}", path + "/{note_id}", 200),
        new("GET", template + "/{note_id}", path + "/5", 404),
        new("PUT", template + "/{note_id}", path + "/{note_id}", 200, """{"body":"Other text"}"""),
        new("PUT", template + "/{note_id}", path + "/5", 404, """{"body":"Other text"}"""),
        new("DELETE", template + "/{note_id}", path + "/{note_id}", 204),
    ];
}

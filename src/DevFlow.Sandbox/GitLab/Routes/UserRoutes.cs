using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Users and the instance itself.</summary>
internal sealed class UserRoutes(GitLabState state)
{
    private static readonly string[] UserScopes = ["api", "read_api", "read_user"];

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", "/api/v4/user", call => GitLabCall.Ok(writer => UserJson.WriteCurrent(writer, call.User, state.Origin))) { Scopes = UserScopes },
        new("GET", "/api/v4/users", List) { Scopes = UserScopes, Parameters = "username search" },
        new("GET", "/api/v4/users/{id}", Get) { Scopes = UserScopes, Limit = LimitSettings.User },
        new("GET", "/api/v4/version", ShowVersion) { Scopes = UserScopes },
        new("GET", "/api/v4/metadata", ShowVersion) { Scopes = UserScopes },
    ];

    private Answer List(GitLabCall call)
    {
        string? username = call.Fields.Text("username");
        string? search = call.Fields.Text("search");
        List<User> users = [.. state.Users.Where(user =>
            (username is null || user.Username.Equals(username, StringComparison.OrdinalIgnoreCase))
            && (search is null || user.Name.Contains(search, StringComparison.OrdinalIgnoreCase)))];
        users.Reverse();
        return Paging.Show(call, users, (writer, user) => UserJson.Write(writer, user, state.Origin));
    }

    private Answer Get(GitLabCall call) => state.FindUser(call.Number("id")) is { } user
        ? GitLabCall.Ok(writer => UserJson.Write(writer, user, state.Origin))
        : GitLabProblem.NotFound("User");

    private static Answer ShowVersion(GitLabCall call) => GitLabCall.Ok(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("version"u8, "18.9.0-sandbox");
        writer.WriteString("revision"u8, "0000000");
        writer.WriteStartObject("kas"u8);
        writer.WriteBoolean("enabled"u8, false);
        writer.WriteNull("externalUrl"u8);
        writer.WriteNull("externalK8sProxyUrl"u8);
        writer.WriteNull("version"u8);
        writer.WriteEndObject();
        writer.WriteBoolean("enterprise"u8, false);
        writer.WriteEndObject();
    });
}

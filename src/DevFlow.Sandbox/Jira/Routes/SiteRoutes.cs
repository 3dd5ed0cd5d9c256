using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>The site itself and the people on it.</summary>
internal sealed class SiteRoutes(JiraState state)
{
    private const string ReadUser = "read:jira-user";

    public IEnumerable<JiraRoute> Routes =>
    [
        new("GET", "/rest/api/3/myself", ReadUser, state, ShowSelf) { Weight = 2 },
        new("GET", "/rest/api/3/serverInfo", null, state, ShowServer) { IsPublic = true },
        new("GET", "/rest/api/3/user", ReadUser, state, ShowUser) { Weight = 2, Burst = 150 },
        new("GET", "/rest/api/3/user/search", ReadUser, state, FindUsers) { Weight = 2 },
        new("GET", "/rest/api/3/user/assignable/search", "read:jira-work", state, FindUsers) { Weight = 2 },
        new("GET", "/rest/api/3/users/search", ReadUser, state, ListUsers) { Weight = 2 },
        new("GET", "/rest/api/3/mypermissions", "read:jira-work", state, ShowPermissions) { Weight = 2 },
    ];

    private static Answer ShowSelf(JiraCall call, Fields input) =>
        JiraCall.Show(writer => UserJson.WriteSelf(writer, call.User, call.View));

    private Answer ShowServer(JiraCall call, Fields input) => JiraCall.Show(writer =>
    {
        JiraView view = call.View;
        writer.WriteStartObject();
        writer.WriteString("baseUrl"u8, view.Root);
        if (view.IsCloud)
        {
            writer.WriteString("displayUrl"u8, view.Root);
        }

        writer.WriteString("version"u8, view.IsCloud ? "1001.0.0-SNAPSHOT" : "10.3.4");
        writer.WriteArray("versionNumbers"u8, view.IsCloud ? (int[])[1001, 0, 0] : [10, 3, 4], writer.WriteNumberValue);
        writer.WriteString("deploymentType"u8, view.IsCloud ? "Cloud" : "Server");
        writer.WriteNumber("buildNumber"u8, view.IsCloud ? 100286 : 10030004);
        writer.WriteMoment("buildDate"u8, DateTimeOffset.UnixEpoch.AddDays(20454));
        writer.WriteMoment("serverTime"u8, state.Now);
        writer.WriteString("scmInfo"u8, "57a0ca5b4a0bb0ac5f3fee4764acb1c14e4d7e71");
        writer.WriteString("serverTitle"u8, "Jira");
        writer.WriteEndObject();
    });

    private Answer ShowUser(JiraCall call, Fields input)
    {
        string? name = input.Text(call.View.IsCloud ? "accountId" : "username") ?? input.Text("key");
        JiraUser? user = state.FindUser(name);
        return user is null
            ? JiraProblem.NotFound(call.View.IsCloud ? "Specified user does not exist or you do not have required permissions" : $"The user named '{name}' does not exist")
            : JiraCall.Show(writer => UserJson.Write(writer, user, call.View));
    }

    private Answer FindUsers(JiraCall call, Fields input)
    {
        string? wanted = input.Text("query") ?? input.Text("username") ?? input.Text("accountId");
        if (string.IsNullOrEmpty(wanted))
        {
            return call.View.IsCloud
                ? JiraProblem.BadRequest("Either 'query' or 'accountId' or 'property' query parameter must be supplied.")
                : JiraProblem.BadRequest("The username query parameter was not provided");
        }

        JiraUser[] found = [.. state.Users.Where(user => user.AccountId == wanted || user.Name == wanted || Begins(user.DisplayName, wanted) || Begins(user.Email, wanted) || Begins(user.Name, wanted) || wanted == ".")];
        return call.List([.. PageJson.Read(input).Take(found)], UserJson.Write);
    }

    private Answer ListUsers(JiraCall call, Fields input) => call.List([.. PageJson.Read(input, most: 1000).Take(state.Users)], UserJson.Write);

    private Answer ShowPermissions(JiraCall call, Fields input)
    {
        string[] known = ["BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "TRANSITION_ISSUES", "ADD_COMMENTS", "DELETE_ISSUES", "MANAGE_SPRINTS_PERMISSION", "ADMINISTER"];
        if (input.Texts("permissions") is not { Count: > 0 } wanted)
        {
            return JiraProblem.BadRequest("The 'permissions' query parameter is required.");
        }

        string[] unknown = [.. wanted.Except(known, StringComparer.Ordinal)];
        return unknown.Length > 0
            ? JiraProblem.BadRequest($"Unrecognized permission: {unknown[0]}")
            : JiraCall.Show(writer => WritePermissions(writer, wanted, call.User));
    }

    private static void WritePermissions(Utf8JsonWriter writer, IReadOnlyList<string> wanted, JiraUser user)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("permissions"u8);
        foreach (string key in wanted)
        {
            writer.WriteStartObject(key);
            writer.WriteString("id"u8, key);
            writer.WriteString("key"u8, key);
            writer.WriteString("name"u8, key);
            writer.WriteString("type"u8, key == "ADMINISTER" ? "GLOBAL" : "PROJECT");
            writer.WriteString("description"u8, "");
            writer.WriteBoolean("havePermission"u8, user.IsAdmin || key is not ("ADMINISTER" or "DELETE_ISSUES"));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static bool Begins(string text, string with) =>
        text.StartsWith(with, StringComparison.OrdinalIgnoreCase) || text.Contains(" " + with, StringComparison.OrdinalIgnoreCase);
}

using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The page where a person types a device's code and agrees.</summary>
/// <remarks>There is no login: whoever opens it is the sandbox's first user.</remarks>
internal sealed class DevicePage(OAuthServer<User> oauth, GitLabState state)
{
    private const string Path = "/oauth/device";

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", Path, Ask),
        new("POST", Path, Decide) { IsProtected = true },
    ];

    private Answer Ask(GitLabCall call)
    {
        string code = call.Fields.Text("user_code") ?? "";
        string about = oauth.Devices.Find(code) is { } grant ? Page.Paragraph($"{grant.Client.Name} asks for: {string.Join(' ', grant.Scopes)}.") : "";
        return Page.Show(
            "Authorize a device",
            $"{about}<form method=\"post\" action=\"{Path}\"><input name=\"user_code\" value=\"{Page.Escape(code)}\" autofocus> {Page.Buttons}</form>");
    }

    private Answer Decide(GitLabCall call)
    {
        bool isDenied = !Page.IsApproved(call.Fields);
        if (!oauth.Devices.Answer(call.Fields.Text("user_code") ?? "", isDenied ? null : state.Users[0]))
        {
            return Page.Show("The code is wrong or has expired", "", StatusCodes.Status422UnprocessableEntity);
        }

        return isDenied ? Page.Show("Device refused", "") : Page.Show("Device authorized", Page.Paragraph("You can close this page."));
    }
}

using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Limits;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The page where a person types a device's code and agrees.</summary>
internal sealed class DevicePage(GitHubState state, GitHubLogins logins, LimitNumbers numbers)
{
    private const string Path = "/login/device";

    private readonly Keyed<string, RollingWindow> _codes = new(_ => numbers.Rolling(LimitNumbers.DeviceCodes), capacity: 1000);

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", Path, "", GitHubProblem.Documentation, AskAsync) { IsPage = true, IsOutsideApi = true, Callers = Callers.Anyone },
        new("POST", Path, "", GitHubProblem.Documentation, AnswerAsync) { IsPage = true, IsOutsideApi = true, Callers = Callers.Anyone },
    ];

    private static ValueTask<Answer> AskAsync(GitHubCall call, CancellationToken cancellationToken) => new(Page.Show(
        "Device activation",
        $"<form method=\"post\" action=\"{Path}\"><label>Code <input name=\"user_code\" value=\"{Page.Escape(call.Query["user_code"])}\"></label> {Page.Buttons}</form>"));

    private async ValueTask<Answer> AnswerAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Fields fields;
        try
        {
            fields = await Fields.ReadAsync(call.Request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is JsonException or BadHttpRequestException)
        {
            return Page.Show("Device activation", Page.Paragraph("The form could not be read."), StatusCodes.Status400BadRequest);
        }

        string code = fields.Text("user_code") ?? "";
        Account? user = fields.Text("login") is { } login ? state.FindAccount(login) : state.User;
        if (logins.OAuth.Devices.Find(code) is not { } device || user is not { IsOrganization: false })
        {
            return Page.Show("Device activation", Page.Paragraph("That code is not valid. Check the device and try again."), StatusCodes.Status404NotFound);
        }

        if (!_codes[device.Client.Id].TryTake(1, out _))
        {
            call.Exchange.Refuse("device-codes");
            return Page.Show("Device activation", Page.Paragraph("Too many codes were typed for this application. Try again later."), StatusCodes.Status429TooManyRequests);
        }

        bool isApproved = Page.IsApproved(fields);
        logins.AnswerDevice(device, isApproved ? user : null);
        return Page.Show(
            isApproved ? "Congratulations, you're all set!" : "Authorization cancelled",
            Page.Paragraph(isApproved ? $"{device.Client.Name} may now act for {user.Login}." : "The device was not connected."));
    }
}

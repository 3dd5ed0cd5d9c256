using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A person's answer to a device, without the page.</summary>
internal sealed class DeviceHappenings(GitHubState state, GitHubLogins logins)
{
    private static readonly string[] Details = ["user_code", "login"];

    public IEnumerable<Happening> Events =>
    [
        new(new("approve-device", Details), fields => Answer(fields, isApproved: true)),
        new(new("deny-device", Details), fields => Answer(fields, isApproved: false)),
    ];

    // Without a code, the device that has waited longest is meant.
    private JsonElement Answer(Fields fields, bool isApproved)
    {
        string? code = fields.Text("user_code");
        DeviceGrant<Grant>? device = code is null ? logins.OAuth.Devices.FindOldest() : logins.OAuth.Devices.Find(code);
        if (device is null)
        {
            throw new DevFlowException(
                ErrorReason.NotFound,
                code is null ? "No device waits for an answer." : $"No device waits with the code {code}.",
                "Start a device flow first, and name the user_code it shows.")
            { Target = code };
        }

        Account? user = fields.Text("login") is { } login ? state.FindAccount(login) : state.User;
        if (user is not { IsOrganization: false })
        {
            throw new DevFlowException(ErrorReason.NotFound, $"The sandbox has no user {fields.Text("login")}.", "Name a user of the scenario.");
        }

        logins.AnswerDevice(device, isApproved ? user : null);
        return JsonBuffer.ToElement(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("user_code"u8, device.UserCode);
            writer.WriteString("client_id"u8, device.Client.Id);
            writer.WriteString("login"u8, user.Login);
            writer.WriteEndObject();
        });
    }
}

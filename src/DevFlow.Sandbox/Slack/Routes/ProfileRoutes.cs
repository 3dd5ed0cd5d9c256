using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Profiles: <c>users.profile.*</c>.</summary>
internal sealed class ProfileRoutes(Workspace workspace, SlackEvents events)
{
    private const int MaxStatus = 100;

    public IEnumerable<SlackRoute> Routes =>
    [
        new("users.profile.get", "GET", SlackTier.Four, Get) { Scopes = ["users.profile:read"] },
        new("users.profile.set", "POST", SlackTier.Profile, Set) { Scopes = ["users.profile:write"], Callers = Callers.User },
    ];

    private Answer Get(SlackCall call)
    {
        SlackUser user = call.Text("user") is null ? call.User : call.FindUser("user");
        call.Flag("include_labels");
        call.CheckInput();
        return Show(call, user);
    }

    private Answer Set(SlackCall call)
    {
        SlackUser user = call.Text("user") is null ? call.User : call.FindUser("user");
        if (user != call.User && !call.User.IsAdmin)
        {
            throw new SlackProblem("not_admin");
        }

        if (call.Json("profile", "invalid_profile") is { } profile)
        {
            if (profile.ValueKind != JsonValueKind.Object)
            {
                throw new SlackProblem("invalid_profile");
            }

            foreach (JsonProperty field in profile.EnumerateObject())
            {
                Set(user, field.Name, field.Value);
            }
        }
        else
        {
            string name = call.Required("name", "invalid_profile");
            Set(user, name, JsonSerializer.SerializeToElement(call.Text("value") ?? ""));
        }

        user.UpdatedAt = workspace.Clock.Now;
        events.Publish(
            "user_change",
            null,
            writer =>
            {
                writer.WriteString("type"u8, "user_change");
                writer.WritePropertyName("user"u8);
                UserJson.Write(writer, user, workspace, withEmail: false);
                writer.WriteNumber("cache_ts"u8, user.UpdatedAt.ToUnixTimeSeconds());
            },
            call.Answered);
        return Show(call, user);
    }

    private static void Set(SlackUser user, string name, JsonElement value)
    {
        string Text() => JsonBody.TryGetText(value, out string text) ? text : throw new SlackProblem("invalid_profile");
        switch (name)
        {
            case "real_name":
                user.RealName = Text();
                break;
            case "display_name":
                user.DisplayName = Text();
                break;
            case "title":
                user.Title = Text();
                break;
            case "phone":
                user.Phone = Text();
                break;
            case "email":
                user.Email = Text();
                break;
            case "status_text":
                user.StatusText = Text() is { Length: <= MaxStatus } status ? status : throw new SlackProblem("too_long");
                break;
            case "status_emoji":
                user.StatusEmoji = Text();
                break;
            case "status_expiration":
                user.StatusExpiration = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long seconds)
                    ? seconds
                    : throw new SlackProblem("invalid_profile");
                break;
            case "fields" when value.ValueKind == JsonValueKind.Object:
                foreach (JsonProperty field in value.EnumerateObject())
                {
                    user.Fields[field.Name] = field.Value.Clone();
                }

                break;
            default:
                // Other fields, such as first_name, are taken and follow from real_name.
                break;
        }
    }

    private Answer Show(SlackCall call, SlackUser user) => call.Ok(writer =>
    {
        writer.WritePropertyName("profile"u8);
        UserJson.WriteProfile(writer, user, workspace, call.HasScope("users:read.email"));
    });
}

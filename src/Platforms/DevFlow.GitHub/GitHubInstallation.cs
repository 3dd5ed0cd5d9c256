using System.Net.Http.Headers;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>Finds the installation of an app that has just one.</summary>
/// <remarks>https://docs.github.com/rest/apps/apps#list-installations-for-the-authenticated-app</remarks>
internal sealed class GitHubInstallation(Func<Uri, Uri> getApiUri) : ILoginLookup
{
    private const string Name = "GitHub";
    private const int MostNamed = 10;

    public HttpRequestMessage? CreateRequest(LoginDraft login)
    {
        ArgumentNullException.ThrowIfNull(login);
        if (login.Kind != CredentialKind.AppKey || login.Attributes.ContainsKey(CredentialAttributes.InstallationId)
            || login.Attributes.GetValueOrDefault(CredentialAttributes.AppId) is not { Length: > 0 } app)
        {
            return null;
        }

        HttpRequestMessage request = new(HttpMethod.Get, new Uri(getApiUri(login.BaseUri), $"app/installations?per_page={MostNamed}"));
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", GitHubAppToken.Sign(app, login.Secret, $"app {app}", login.Now));
        return request;
    }

    public LoginPlace ReadAnswer(LoginDraft login, HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(login);
        ArgumentNullException.ThrowIfNull(response);
        string app = login.Attributes[CredentialAttributes.AppId];
        if (!response.IsSuccessStatusCode)
        {
            throw new DevFlowException(
                ErrorReason.AuthenticationFailed,
                $"{Name} at {login.BaseUri.Authority} refused the key of the app {app} ({(int)response.StatusCode}): {GitHubProblem.Parse(body.ToArray()).Text ?? "no reason given."}",
                "Check the app's id, and that the key is one of its own and not deleted; the clock of this machine must be right, too.") { Target = app, StatusCode = (int)response.StatusCode };
        }

        (string Id, string Account)[] installations = Read(body) ?? throw CallFailure.NotThePlatform(Name, getApiUri(login.BaseUri));
        return installations switch
        {
            [var (id, _)] => new LoginPlace(login.BaseUri, new Dictionary<string, string>(login.Attributes, StringComparer.Ordinal) { [CredentialAttributes.InstallationId] = id }),
            [] => throw new DevFlowException(ErrorReason.NotFound, $"The app {app} is installed nowhere.", "Install it on the account or organization it is to work for, then connect again.") { Target = app },
            _ => throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"The app {app} is installed in several places: {string.Join(", ", installations.Select(static one => $"{one.Account} ({one.Id})"))}.",
                "Name one with -InstallationId.") { Target = app },
        };
    }

    private static (string Id, string Account)[]? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            JsonElement list = JsonElement.Parse(body);
            return list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Select(static one => (Id: Payload.Text(one, "id"), Account: ServerText.OneLine(Payload.Text(one, "account.login") ?? "?"))).Where(static one => one.Id is not null).Select(static one => (one.Id!, one.Account))]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

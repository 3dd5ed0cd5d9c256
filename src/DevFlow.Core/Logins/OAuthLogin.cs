namespace DevFlow.Core.Logins;

/// <summary>Logs a person in by one of the ways a platform offers.</summary>
internal sealed class OAuthLogin(OAuthExchange exchange, TimeProvider time)
{
    /// <exception cref="DevFlowException">The platform does not offer it, something it takes is missing, or it was denied.</exception>
    public Task<LoginTokens> RunAsync(LoginMethod method, LoginRequest login, ILoginGuide guide, CancellationToken cancellationToken)
    {
        OAuthServer server = login.Server;
        if ((method == LoginMethod.Device ? server.DeviceUri : server.AuthorizationUri) is null)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"{login.BaseUri.Authority} offers no login by {(method == LoginMethod.Device ? "device" : "browser")}.",
                $"Use -Login {(method == LoginMethod.Device ? LoginMethod.Browser : LoginMethod.Device)}, or a token.") { Target = login.BaseUri.Authority };
        }

        if (method == LoginMethod.Browser && server.NeedsClientSecret && login.ClientSecret.Length == 0)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"A login by browser at {server.AuthorizationUri!.Authority} takes the client's secret.",
                server.DeviceUri is null ? "Give it with -ClientSecret." : "Give it with -ClientSecret, or use -Login Device, which takes none.") { Target = login.ClientId };
        }

        return method == LoginMethod.Device
            ? new DeviceLogin(exchange, time).RunAsync(login, guide, cancellationToken)
            : new BrowserLogin(exchange, time).RunAsync(login, guide, cancellationToken);
    }
}

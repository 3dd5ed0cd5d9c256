namespace DevFlow.Sandbox.Auth;

/// <summary>How a platform's secrets look.</summary>
/// <param name="Token">Makes the text of an access or refresh token.</param>
/// <param name="Code">Makes an authorization code.</param>
/// <param name="DeviceCode">Makes a device code.</param>
/// <param name="UserCode">Makes the code a person types.</param>
internal sealed record OAuthForms<TOwner>(Func<TokenSpec<TOwner>, string> Token, Func<string> Code, Func<string> DeviceCode, Func<string> UserCode)
    where TOwner : class;

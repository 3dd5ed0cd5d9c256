using DevFlow.Core.Credentials;

namespace DevFlow.Core.Connections;

/// <summary>A token may say itself where it is taken; what the user says besides is then no better known.</summary>
internal static class TokenPlace
{
    public static async Task<ConnectRequest> FindAsync(ConnectRequest request, IPlatformPlugin plugin, CredentialStore credentials, SecretKeeper keeper, CancellationToken cancellationToken)
    {
        Uri? place = request switch
        {
            { Secret: { } given, Kind: CredentialKind.Token } => TokenShape.PlaceOf(plugin, given.Secret),
            { CredentialName: { } name } when credentials.Find(name)?.Kind == CredentialKind.Token => TokenShape.PlaceOf(plugin, await keeper.GetAsync(name, cancellationToken).ConfigureAwait(false)),
            _ => null,
        };
        return place is null ? request : request with { BaseUri = place };
    }
}

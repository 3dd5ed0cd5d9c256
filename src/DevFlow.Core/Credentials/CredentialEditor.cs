using DevFlow.Core.Http;
using DevFlow.Core.Plugins;

namespace DevFlow.Core.Credentials;

/// <summary>Stores and removes credentials as a person asks, so that the session uses what is stored from then on.</summary>
internal sealed class CredentialEditor(PluginManager plugins, CredentialStore store, SecretKeeper keeper, TimeProvider time)
{
    /// <summary>The origin of what DevFlow never sends.</summary>
    public static readonly Uri Nowhere = new("about:blank");

    /// <summary>Stores a secret, as the next version where there is one of this name.</summary>
    public async Task<Credential> StoreAsync(CredentialRequest request, TokenSet secret, AuditNote note, CancellationToken cancellationToken)
    {
        // What is wrong is said before a store is founded for it.
        _ = Draft(request, secret, store.Find(request.Name));
        Credential stored = await store.WithLockAsync(
            request.Name,
            async (locked, token) =>
            {
                Credential draft = Draft(request, secret, locked.Read());
                using SecretBuffer packed = secret.Pack(draft.Kind);
                return await locked.SaveAsync(draft, packed.Memory, note, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        keeper.Forget(stored.Name);
        return stored;
    }

    /// <summary>Removes a credential, readable or not; false where no credential has the name.</summary>
    public async Task<bool> RemoveAsync(string name, AuditNote note, CancellationToken cancellationToken)
    {
        bool removed = await store.RemoveAsync(name, note, cancellationToken).ConfigureAwait(false);
        keeper.Forget(name);
        return removed;
    }

    private Credential Draft(CredentialRequest request, TokenSet secret, Credential? current)
    {
        CredentialKind kind = request.Kind
            ?? (secret.RefreshToken.Length > 0 || secret.ClientSecret.Length > 0 ? CredentialKind.OAuth : current?.Kind ?? CredentialKind.Token);
        string account = request.Account ?? current?.Account ?? "";
        RequireFitting(request.Name, kind, account, secret);
        string platform = PlatformOf(request, kind, current);
        bool canRefresh = kind == CredentialKind.OAuth && secret.RefreshToken.Length > 0;
        DateTimeOffset now = time.GetUtcNow();
        return new Credential
        {
            Name = request.Name,
            Kind = kind,
            Platform = platform,
            Origin = OriginOf(request, platform, kind == CredentialKind.Token ? secret.Secret : null, current),
            Account = account,
            Scopes = request.Scopes,
            ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
            CanRefresh = canRefresh,
            RefreshAt = canRefresh ? RefreshSchedule.RefreshAt(now, request.ExpiresAt?.ToUniversalTime()) : null,
            RefreshExpiresAt = canRefresh ? request.RefreshExpiresAt?.ToUniversalTime() : null,
            Attributes = request.Attributes ?? current?.Attributes ?? new Dictionary<string, string>(StringComparer.Ordinal),
            StoredAt = now,
            Version = 0,
        };
    }

    private static void RequireFitting(string name, CredentialKind kind, string account, TokenSet secret)
    {
        if (secret.Secret.Length == 0)
        {
            throw Invalid(name, $"The secret of '{name}' is empty.", "Give the secret; Remove-DevFlowCredential removes a credential.");
        }

        if (kind != CredentialKind.OAuth && (secret.RefreshToken.Length > 0 || secret.ClientSecret.Length > 0))
        {
            throw Invalid(name, $"A credential of the kind {kind} has no refresh token and no client secret.", "Give them with -Kind OAuth only.");
        }

        if (kind == CredentialKind.Basic && account.Length == 0)
        {
            throw Invalid(name, $"'{name}' is a password without a user name.", "Give both with -Credential, or the user name with -Account.");
        }
    }

    private string PlatformOf(CredentialRequest request, CredentialKind kind, Credential? current)
    {
        string platform = request.Platform ?? current?.Platform ?? "";
        if (platform.Length > 0)
        {
            _ = plugins.Get(platform);
            return plugins.Known[platform].Id;
        }

        return kind == CredentialKind.Generic
            ? platform
            : throw Invalid(request.Name, $"'{request.Name}' is a credential of the kind {kind}, but of no platform.", "Name the platform with -Platform, or store a secret of the kind Generic.");
    }

    private Uri OriginOf(CredentialRequest request, string platform, SecretBuffer? token, Credential? current)
    {
        if (platform.Length > 0 && token is not null && TokenShape.PlaceOf(plugins.Get(platform), token) is { } place)
        {
            return Origin.Of(place);
        }

        if (request.BaseUri is { } given)
        {
            Origin.RequireSafe(given);
            return Origin.Of(platform.Length > 0 ? plugins.Get(platform).GetApiUri(given) : given);
        }

        if (current is not null && string.Equals(current.Platform, platform, StringComparison.OrdinalIgnoreCase))
        {
            return current.Origin;
        }

        if (platform.Length == 0)
        {
            return Nowhere;
        }

        IPlatformPlugin plugin = plugins.Get(platform);
        return plugin.DefaultBaseUri is { } own
            ? Origin.Of(plugin.GetApiUri(own))
            : throw Invalid(request.Name, $"The platform '{platform}' has no address of its own: every installation has one.", "Name the one the secret is for with -BaseUri.");
    }

    private static DevFlowException Invalid(string name, string message, string action) => new(ErrorReason.InvalidArgument, message, action) { Target = name };
}

using System.Collections.Concurrent;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Logging;
using DevFlow.Core.Plugins;

namespace DevFlow.Core.Connections;

/// <summary>Makes, finds and opens connections.</summary>
internal sealed class ConnectionManager(
    PluginManager plugins, HttpChain chain, CredentialStore credentials, ConnectionFile file, Redactor redactor, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, PlatformSession> _sessions = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Connection> List() => file.Read();

    /// <summary>Validates a credential with one call and only then stores it and the connection.</summary>
    public async Task<Connection> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        IPlatformPlugin plugin = plugins.Get(request.Platform);
        string platform = plugins.Known[request.Platform].Id;
        Uri baseUri = request.BaseUri ?? plugin.DefaultBaseUri;
        Origin.RequireSafe(baseUri);
        string name = request.Name ?? DefaultName(platform, plugin, baseUri);
        SecretChars secret = request.Secret.ToChars();
        string kind = request.Kind == CredentialKind.Token ? plugin.Authentication.DescribeToken(secret.Chars) : "user name and password";
        redactor.Register(secret.Chars, request.Account);

        // Nothing is written until the platform has said yes; the session of a failed attempt is not kept.
        ConnectionScope scope = new(name, platform, plugin, plugin.GetApiUri(baseUri), request.Kind, request.Account, secret);
        PlatformSession session = new(scope, chain.For(scope));
        try
        {
            Identity identity = await session.Api.GetIdentityAsync(cancellationToken).ConfigureAwait(false);
            Credential credential = await credentials.SaveAsync(Describe(scope, identity), request.Secret.Memory, cancellationToken).ConfigureAwait(false);
            Connection connection = new()
            {
                Name = name,
                Platform = platform,
                BaseUri = baseUri,
                ApiUri = scope.ApiUri,
                Account = identity.Account,
                TokenKind = kind,
                Scopes = identity.Scopes,
                ExpiresAt = identity.ExpiresAt,
                CredentialName = credential.Name,
                ConnectedAt = time.GetUtcNow(),
            };
            await file.SaveAsync(connection, cancellationToken).ConfigureAwait(false);
            Keep(name, session);
            return connection;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Finds the connection meant: by name, else the platform's default, else the only one there is.</summary>
    public Connection Resolve(string? name, string? platform = null)
    {
        IReadOnlyList<Connection> all = List();
        if (name is not null)
        {
            return all.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw NotFound($"There is no connection '{name}'.", all);
        }

        Connection[] fitting = [.. all.Where(c => platform is null || string.Equals(c.Platform, platform, StringComparison.OrdinalIgnoreCase))];
        return fitting switch
        {
            [Connection only] => only,
            [] => throw NotFound(platform is null ? "There is no connection." : $"There is no connection to '{platform}'.", all),
            _ => fitting.FirstOrDefault(static c => string.Equals(c.Name, c.Platform, StringComparison.OrdinalIgnoreCase)) ?? throw NotFound("Several connections fit.", all),
        };
    }

    public PlatformSession Open(Connection connection) => _sessions.TryGetValue(connection.Name, out PlatformSession? open) ? open : Reopen(connection);

    public void Dispose()
    {
        foreach (PlatformSession session in _sessions.Values)
        {
            session.Dispose();
        }
    }

    private PlatformSession Reopen(Connection connection)
    {
        IPlatformPlugin plugin = plugins.Get(connection.Platform);
        Credential credential = credentials.Find(connection.CredentialName) ?? throw new DevFlowException(
            ErrorReason.CredentialNotFound,
            $"The connection '{connection.Name}' uses the credential '{connection.CredentialName}', which is not in the store.",
            "Connect again with Connect-DevFlowPlatform.")
        { Target = connection.CredentialName };

        // connections.json is not sealed: an edited address must not make the chain send the secret elsewhere.
        if (!Origin.Same(credential.Origin, connection.ApiUri))
        {
            throw new DevFlowException(
                ErrorReason.InsecureAddress,
                $"The credential '{credential.Name}' is bound to {credential.Origin}, but the connection '{connection.Name}' leads to {connection.ApiUri}.",
                "Connect again with Connect-DevFlowPlatform.")
            { Target = connection.Name };
        }

        using SecretBuffer opened = credentials.OpenSecret(credential.Name);
        SecretChars secret = opened.ToChars();
        redactor.Register(secret.Chars, credential.Account);
        ConnectionScope scope = new(connection.Name, connection.Platform, plugin, connection.ApiUri, credential.Kind, credential.Account, secret);
        return Keep(connection.Name, new PlatformSession(scope, chain.For(scope)));
    }

    // A replaced session may still be in use by a running call: it is left to the collector, which zeroes its secret.
    private PlatformSession Keep(string name, PlatformSession session)
    {
        _sessions[name] = session;
        return session;
    }

    private Credential Describe(ConnectionScope scope, Identity identity) => new()
    {
        Name = scope.Name,
        Kind = scope.Kind,
        Platform = scope.Platform,
        Origin = Origin.Of(scope.ApiUri),
        Account = scope.Kind == CredentialKind.Basic ? scope.Account : identity.Account,
        Scopes = identity.Scopes,
        ExpiresAt = identity.ExpiresAt,
        StoredAt = time.GetUtcNow(),
        Version = 0,
    };

    private static string DefaultName(string platform, IPlatformPlugin plugin, Uri baseUri) =>
        Origin.Same(baseUri, plugin.DefaultBaseUri) ? platform : $"{platform}@{baseUri.Authority}";

    private static DevFlowException NotFound(string what, IReadOnlyList<Connection> all) => new(
        ErrorReason.ConnectionNotFound,
        all.Count == 0 ? what : $"{what} There are: {string.Join(", ", all.Select(static c => c.Name))}.",
        all.Count == 0 ? "Connect first: Connect-DevFlowPlatform -Platform github -Token (Read-Host -AsSecureString)." : "Name one with -Connection.");
}

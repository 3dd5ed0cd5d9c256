using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Logging;
using DevFlow.Core.Plugins;

namespace DevFlow.Core.Connections;

/// <summary>Makes, finds and opens connections.</summary>
internal sealed class ConnectionManager(
    PluginManager plugins, HttpChain chain, CredentialStore credentials, ConnectionFile file, Redactor redactor, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset ConnectedAt, PlatformSession Session)> _sessions = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Connection> List() => file.Read();

    /// <summary>Validates a credential with one call and only then stores it and the connection.</summary>
    public async Task<Connection> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        IPlatformPlugin plugin = plugins.Get(request.Platform);
        string platform = plugins.Known[request.Platform].Id;
        Uri baseUri = request.BaseUri ?? plugin.DefaultBaseUri;
        Origin.RequireSafe(baseUri);
        string name = request.Name ?? DefaultName(platform, plugin, baseUri);
        RequireStorable(name, request.Secret);

        // Nothing is written until the platform has said yes; the session of a failed attempt is not kept.
        ConnectionScope scope = new(name, platform, plugin, plugin.GetApiUri(baseUri), request.Kind, request.Account, request.Secret.ToChars());
        PlatformSession session = new(scope, chain.For(scope));
        try
        {
            string kind = scope.Kind == CredentialKind.Token ? plugin.Authentication.DescribeToken(scope.Secret.Chars) : "user name and password";
            redactor.Register(scope.Secret.Chars, request.Account);
            Identity identity = await session.Api.GetIdentityAsync(cancellationToken).ConfigureAwait(false);
            Credential credential = await credentials.SaveAsync(Describe(scope, identity), request.Secret.Memory, AuditNote.None, cancellationToken).ConfigureAwait(false);
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
            Keep(connection, session);
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
            return all.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw NotFound($"There is no connection '{name}'.", all, name);
        }

        Connection[] fitting = [.. all.Where(c => platform is null || string.Equals(c.Platform, platform, StringComparison.OrdinalIgnoreCase))];
        return fitting switch
        {
            [Connection only] => only,
            [] => throw NotFound(platform is null ? "There is no connection." : $"There is no connection to '{platform}'.", all, platform),
            _ => fitting.FirstOrDefault(static c => string.Equals(c.Name, c.Platform, StringComparison.OrdinalIgnoreCase)) ?? throw NotFound("Several connections fit.", all, platform),
        };
    }

    public PlatformSession Open(Connection connection) =>
        // Another process may have replaced the connection meanwhile: its session is the file's, not the one kept here.
        _sessions.TryGetValue(connection.Name, out (DateTimeOffset ConnectedAt, PlatformSession Session) open) && open.ConnectedAt == connection.ConnectedAt
            ? open.Session
            : Reopen(connection);

    public void Dispose()
    {
        foreach ((_, PlatformSession session) in _sessions.Values)
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

        using SecretBuffer opened = credentials.OpenSecret(credential.Name, new AuditNote(AuditOperation.Use, Target: credential.Origin));
        SecretChars secret = opened.ToChars();
        redactor.Register(secret.Chars, credential.Account);
        ConnectionScope scope = new(connection.Name, connection.Platform, plugin, connection.ApiUri, credential.Kind, credential.Account, secret);
        return Keep(connection, new PlatformSession(scope, chain.For(scope)));
    }

    // A replaced session may still be in use by a running call: it is left to the collector, which zeroes its secret.
    private PlatformSession Keep(Connection connection, PlatformSession session)
    {
        _sessions[connection.Name] = (connection.ConnectedAt, session);
        return session;
    }

    // What cannot be stored is said before the call, and before the credential is written without its connection.
    private void RequireStorable(string name, SecretBuffer secret)
    {
        CredentialName.Parse(name);
        if (secret.Length == 0)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The credential for '{name}' is empty.", "Give the token or password itself, for example from Read-Host -AsSecureString.") { Target = name };
        }

        file.Read();
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

    private static DevFlowException NotFound(string what, IReadOnlyList<Connection> all, string? target) => new(
        ErrorReason.ConnectionNotFound,
        all.Count == 0 ? what : $"{what} There are: {string.Join(", ", all.Select(static c => c.Name))}.",
        all.Count == 0 ? "Connect first: Connect-DevFlowPlatform -Platform github -Token (Read-Host -AsSecureString)." : "Name one with -Connection.") { Target = target };
}

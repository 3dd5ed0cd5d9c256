using System.Collections.Concurrent;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Listing;
using DevFlow.Core.Logging;
using DevFlow.Core.Logins;
using DevFlow.Core.Plugins;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Connections;

/// <summary>Makes, finds and opens connections.</summary>
internal sealed class ConnectionManager(
    PluginManager plugins, HttpChain chain, CredentialStore credentials, CredentialEditor editor, SecretKeeper keeper, OAuthLogin logins, LoginCompletion completion, ConnectionFile file, KnownProjects projects, Redactor redactor, TimeProvider time, ILogger<ConnectionManager> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset ConnectedAt, PlatformSession Session)> _sessions = new(StringComparer.OrdinalIgnoreCase);

    private readonly TokenShape _shape = new(() => plugins.Known.Keys, plugins.Get);

    /// <summary>The platforms that are connected.</summary>
    public IEnumerable<string> Platforms => List().Select(static connection => connection.Platform).Distinct(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Connection> List() => file.Read();

    /// <summary>Validates a credential with one call and only then stores it and the connection.</summary>
    public async Task<Connection> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        request = await TokenPlace.FindAsync(request, plugins.Get(request.Platform), credentials, keeper, cancellationToken).ConfigureAwait(false);
        (IPlatformPlugin plugin, string platform, Uri baseUri, string name) = Place(request);
        if (request.CredentialName is null && request.Secret is not { Secret.Length: > 0 })
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The credential for '{name}' is empty.", "Give the token or password itself, for example from Read-Host -AsSecureString.") { Target = name };
        }

        request = await completion.CompleteAsync(request with { Name = name }, plugin, baseUri, cancellationToken).ConfigureAwait(false);
        (plugin, platform, baseUri, name) = Place(request);

        // Nothing is written until the platform has said yes. The session that asks has the secret in hand; the one that is kept
        // has what is stored, which may be renewed.
        Uri apiUri = plugin.GetApiUri(baseUri);
        ConnectionScope scope = new(name, platform, plugin, apiUri, await SecretsOf(request, platform, apiUri).ConfigureAwait(false));
        PlatformSession session = new(scope, chain.For(scope));
        Connection connection;
        PlatformSession kept;
        try
        {
            CurrentSecret secret = await scope.Secrets.GetAsync(cancellationToken).ConfigureAwait(false);
            string kind = _shape.Describe(platform, secret);
            Identity identity = await session.Api.GetIdentityAsync(cancellationToken).ConfigureAwait(false);
            string credentialName = request.CredentialName ?? await StoreAsync(scope, request, secret, identity, cancellationToken).ConfigureAwait(false);
            connection = new()
            {
                Name = name,
                Platform = platform,
                BaseUri = baseUri,
                ApiUri = scope.ApiUri,
                Account = identity.Account,
                TokenKind = kind,
                Scopes = ScopesOf(identity, request),
                ExpiresAt = identity.ExpiresAt,
                CredentialName = credentialName,
                ConnectedAt = time.GetUtcNow(),
            };
            await file.SaveAsync(connection, cancellationToken).ConfigureAwait(false);
            kept = Keep(connection, OpenSession(connection, plugin));
            if (identity.Unchecked is { } untried)
            {
                logger.LogWarning("{Untried}", untried);
            }
        }
        finally
        {
            session.Dispose();
        }

        await LearnProjectsAsync(connection, kept, cancellationToken).ConfigureAwait(false);
        return connection;
    }

    /// <summary>Logs a person in by OAuth, then connects with what that brought.</summary>
    public async Task<Connection> LogInAsync(ConnectRequest request, LoginOptions options, CancellationToken cancellationToken)
    {
        (IPlatformPlugin plugin, string platform, Uri baseUri, string name) = Place(request);
        request = await completion.CompleteAsync(request with { Name = name, Kind = CredentialKind.OAuth }, plugin, baseUri, cancellationToken).ConfigureAwait(false);
        (plugin, platform, baseUri, name) = Place(request);
        OAuthServer server = plugin.GetOAuthServer(baseUri) ?? throw new DevFlowException(
            ErrorReason.InvalidArgument, $"The platform '{platform}' has no login by OAuth.", "Connect with a token.") { Target = platform };
        LoginRequest login = new()
        {
            BaseUri = baseUri,
            Server = server,
            ClientId = options.ClientId,
            ClientSecret = options.ClientSecret,
            Scopes = options.Scopes.Count > 0 ? options.Scopes : server.Scopes,
        };
        using LoginTokens tokens = await logins.RunAsync(
            options.Method, options.RedirectUri is null ? login : login with { RedirectUri = options.RedirectUri }, options.Guide, cancellationToken).ConfigureAwait(false);
        return await ConnectAsync(
            request with
            {
                Secret = tokens.Secrets,
                Attributes = new Dictionary<string, string>(server.Attributes, StringComparer.Ordinal) { [CredentialAttributes.ClientId] = options.ClientId },
                Scopes = tokens.Scopes,
                ExpiresAt = tokens.ExpiresAt,
                RefreshExpiresAt = tokens.RefreshExpiresAt,
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the connection meant: by name, else the platform's default, else the only one there is.</summary>
    public Connection Resolve(string? name, params IReadOnlyCollection<string> platforms) => ConnectionChoice.Find(List(), name, platforms);

    /// <summary>Lists things of a platform in their order, page by page.</summary>
    /// <param name="name">The connection; null for the default one among those that have such a list.</param>
    /// <param name="platform">Its platform; null for any.</param>
    /// <param name="select">Finds the list.</param>
    /// <param name="what">What is listed, by the word of <see cref="PluginCapability"/>: <c>repositories</c>.</param>
    public (PlatformSession Session, IPlatformList<T> List) OpenList<T>(string? name, string? platform, Func<IPlatformPlugin, IPlatformList<T>?> select, string what)
        where T : PlatformItem
    {
        string[] offering = [.. Platforms.Where(id => plugins.Known.TryGetValue(id, out PluginManifest? known) && known.Capabilities.Contains(what, StringComparer.Ordinal))];
        PlatformSession session = Open(Resolve(name, platform is not null ? [platform] : name is null ? offering : []));
        return (session, select(session.Scope.Plugin) ?? throw new DevFlowException(
            ErrorReason.InvalidArgument,
            $"The connection '{session.Scope.Name}' leads to {session.Scope.Platform}, which has no {what}.",
            offering.Length == 0 ? $"Connect to a platform that has {what} first." : $"Name a connection to {string.Join(" or ", offering)}.") { Target = session.Scope.Name });
    }

    /// <summary>Makes a connection the one meant where several to its platform fit, in every session from now on.</summary>
    public async Task<Connection> SelectAsync(Connection connection, CancellationToken cancellationToken)
    {
        await file.SelectAsync(connection, cancellationToken).ConfigureAwait(false);
        return Resolve(connection.Name);
    }

    /// <summary>Forgets a connection; its credential stays in the store.</summary>
    public async Task DisconnectAsync(Connection connection, CancellationToken cancellationToken)
    {
        await file.RemoveAsync(connection.Name, cancellationToken).ConfigureAwait(false);

        // A call may still be using it: it is left to the collector.
        _sessions.TryRemove(connection.Name, out _);
        projects.Remove(connection, List());
    }

    /// <summary>Asks the platform by one call whether the connection works.</summary>
    public async Task<ConnectionHealth> TestAsync(Connection connection, CancellationToken cancellationToken)
    {
        ConnectionTest test = new(connection, credentials.Find(connection.CredentialName)?.EndsAt, time);
        return await test.RunAsync(() => Open(connection).Scope, chain, cancellationToken).ConfigureAwait(false);
    }

    public PlatformSession Open(Connection connection) =>
        // Another process may have replaced the connection meanwhile: its session is the file's, not the one kept here.
        _sessions.TryGetValue(connection.Name, out (DateTimeOffset ConnectedAt, PlatformSession Session) open) && open.ConnectedAt == connection.ConnectedAt
            ? open.Session
            : Reopen(connection);

    /// <summary>A session in which the app of a connection speaks for itself, and not as the installation the connection is for.</summary>
    public PlatformSession OpenAsApp(Connection connection)
    {
        ConnectionScope scope = Open(connection).Scope with { Name = $"{connection.Name} (app)", Secrets = new AppSecret(connection.CredentialName, keeper) };
        return new PlatformSession(scope, chain.For(scope));
    }

    /// <summary>A session that is no connection's: it calls a platform with a stored credential, at the origin that is bound to. The caller disposes it.</summary>
    public PlatformSession OpenWith(string platform, string credentialName)
    {
        IPlatformPlugin plugin = plugins.Get(platform);
        string id = plugins.Known[platform].Id;
        Credential credential = credentials.Find(credentialName) ?? throw CredentialStore.NotFound(credentialName);
        if (!string.Equals(credential.Platform, id, StringComparison.OrdinalIgnoreCase))
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"The credential '{credentialName}' is not one of the platform '{id}'.", $"Store it with Set-DevFlowCredential -Platform {id}, or name another.") { Target = credentialName };
        }

        ConnectionScope scope = new(credential.Name, id, plugin, plugin.GetApiUri(credential.Origin), new StoredSecret(credential.Name, keeper));
        return new PlatformSession(scope, chain.For(scope));
    }

    /// <summary>Closes what is open to a platform whose plugin ends; the connections stay, and open anew when they are used.</summary>
    public void Close(string platform)
    {
        foreach ((string name, (DateTimeOffset ConnectedAt, PlatformSession Session) open) in _sessions)
        {
            if (open.Session.Scope.Platform == platform && _sessions.TryRemove(KeyValuePair.Create(name, open)))
            {
                open.Session.Dispose();
            }
        }
    }

    public void Dispose()
    {
        foreach ((_, PlatformSession session) in _sessions.Values)
        {
            session.Dispose();
        }
    }

    // The connection is made by then: an account that may not list projects can do everything else.
    private async Task LearnProjectsAsync(Connection connection, PlatformSession session, CancellationToken cancellationToken)
    {
        if (session.Scope.Plugin.Projects is not { } list)
        {
            return;
        }

        List<string>? keys = [];
        try
        {
            await foreach (Project project in PageStream.ReadAsync(session, list, cancellationToken).ConfigureAwait(false))
            {
                keys.Add(project.Key);
            }
        }
        catch (DevFlowException)
        {
            keys = null;
        }

        projects.Set(connection, keys, file.Read());
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
        RequireBound(credential, connection.Name, connection.ApiUri);
        keeper.Forget(credential.Name);
        return Keep(connection, OpenSession(connection, plugin));
    }

    private PlatformSession OpenSession(Connection connection, IPlatformPlugin plugin)
    {
        ConnectionScope scope = new(connection.Name, connection.Platform, plugin, connection.ApiUri, new StoredSecret(connection.CredentialName, keeper));
        return new PlatformSession(scope, chain.For(scope));
    }

    private async Task<ISecretSource> SecretsOf(ConnectRequest request, string platform, Uri apiUri)
    {
        if (request.CredentialName is not { } name)
        {
            SecretBuffer secret = request.Secret!.Secret;
            CurrentSecret given = request.Kind == CredentialKind.AppKey
                ? await keeper.MintAsync(DraftOf(request, platform, apiUri), secret).ConfigureAwait(false)
                : new CurrentSecret(request.Kind, request.Account, new SecretBuffer(secret.Bytes));
            using SecretChars text = given.ToChars();
            redactor.Register(text.Chars, request.Account);
            return new GivenSecret(given);
        }

        Credential credential = credentials.Find(name) ?? throw CredentialStore.NotFound(name);
        RequireBound(credential, platform, apiUri);
        keeper.Forget(name);
        return new StoredSecret(name, keeper);
    }

    // What a key's first token is made with, before anything is stored.
    private Credential DraftOf(ConnectRequest request, string platform, Uri apiUri) => new()
    {
        Name = request.Name ?? platform,
        Kind = request.Kind,
        Platform = platform,
        Origin = Origin.Of(apiUri),
        Account = request.Account,
        Attributes = request.Attributes,
        StoredAt = time.GetUtcNow(),
        Version = 0,
    };

    private async Task<string> StoreAsync(ConnectionScope scope, ConnectRequest request, CurrentSecret given, Identity identity, CancellationToken cancellationToken)
    {
        Credential stored = await editor.StoreAsync(
            new CredentialRequest
            {
                Name = scope.Name,
                Kind = request.Kind,
                Platform = scope.Platform,
                BaseUri = scope.ApiUri,
                Account = request.Kind == CredentialKind.Basic ? request.Account : identity.Account,
                Attributes = request.Attributes,
                Scopes = ScopesOf(identity, request),
                ExpiresAt = identity.ExpiresAt ?? request.ExpiresAt,
                RefreshExpiresAt = request.RefreshExpiresAt,
            },
            request.Secret!,
            AuditNote.None,
            cancellationToken).ConfigureAwait(false);

        // What nothing renews need not be read again.
        if (request.Kind is CredentialKind.Token or CredentialKind.Basic)
        {
            keeper.Hold(stored.Name, given);
        }

        return stored.Name;
    }

    // A copy: a list of the plugin's own would keep it from being unloaded.
    private static IReadOnlyList<string> ScopesOf(Identity identity, ConnectRequest request) => identity.Scopes.Count > 0 ? [.. identity.Scopes] : request.Scopes;

    private static void RequireBound(Credential credential, string target, Uri apiUri)
    {
        if (!Origin.Same(credential.Origin, apiUri))
        {
            throw new DevFlowException(
                ErrorReason.InsecureAddress,
                $"The credential '{credential.Name}' is bound to {credential.Origin}, but the connection '{target}' leads to {apiUri}.",
                "Connect again with Connect-DevFlowPlatform, with a credential of that address.")
            { Target = target };
        }
    }

    // A replaced session may still be in use by a running call: it is left to the collector, which zeroes its secret.
    private PlatformSession Keep(Connection connection, PlatformSession session)
    {
        _sessions[connection.Name] = (connection.ConnectedAt, session);
        return session;
    }

    // What cannot be stored is said before any call, and before the credential is written without its connection.
    private (IPlatformPlugin Plugin, string Platform, Uri BaseUri, string Name) Place(ConnectRequest request)
    {
        IPlatformPlugin plugin = plugins.Get(request.Platform);
        string platform = plugins.Known[request.Platform].Id;
        Uri baseUri = request.BaseUri ?? plugin.DefaultBaseUri ?? throw new DevFlowException(
            ErrorReason.InvalidArgument,
            $"The platform '{platform}' has no address of its own: every installation has one.",
            $"Name it: Connect-DevFlowPlatform {platform} https://...") { Target = platform };
        Origin.RequireSafe(baseUri);
        string name = request.Name ?? DefaultName(platform, plugin, baseUri);
        CredentialName.Parse(name);
        file.Read();
        return (plugin, platform, baseUri, name);
    }

    /// <summary>The platform's id, with the host where it is not the usual one.</summary>
    public static string DefaultName(string platform, IPlatformPlugin plugin, Uri baseUri) =>
        plugin.DefaultBaseUri is { } usual && Origin.Same(baseUri, usual) ? platform : $"{platform}@{baseUri.Authority}";
}

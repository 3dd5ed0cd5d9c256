using System.Diagnostics.CodeAnalysis;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Who may ask: the tokens, the OAuth applications and the Apps of a sandbox.</summary>
internal sealed class GitHubLogins
{
    private static readonly TimeSpan InstallationTokenLife = TimeSpan.FromHours(1);

    private readonly SandboxClock _clock;
    private readonly LimitNumbers _numbers;
    private readonly Dictionary<Account, LimitPool> _userPools = [];
    private readonly Dictionary<string, Grant> _clients = new(StringComparer.Ordinal);
    private readonly List<GitHubApp> _apps = [];

    public GitHubLogins(SandboxContext context, LimitNumbers numbers)
    {
        _clock = context.Clock;
        _numbers = numbers;
        Forms = new(context.Chance);
        Tokens = new(_clock.Time);
        OAuth = new(Tokens, Forms.ForOAuth(), _clock.Time);
    }

    public TokenForms Forms { get; }

    public TokenRegistry<Grant> Tokens { get; }

    public OAuthServer<Grant> OAuth { get; }

    public IReadOnlyList<GitHubApp> Apps => _apps;

    /// <summary>Organisations whose resources need a token that was authorised for them.</summary>
    public HashSet<Account> SamlOrganizations { get; } = [];

    /// <summary>The limits all tokens of a user share. To be asked at the start only, and for accounts that may sign in.</summary>
    public LimitPool PoolOf(Account user)
    {
        lock (_userPools)
        {
            if (!_userPools.TryGetValue(user, out LimitPool? pool))
            {
                pool = _numbers.ForUser(user);
                _userPools.Add(user, pool);
            }

            return pool;
        }
    }

    public void Register(OAuthClient client, Account owner)
    {
        OAuth.Register(client);
        _clients[client.Id] = new(LoginKind.Client, owner, _numbers.ForClient(client.Id)) { Client = client };
    }

    public void Register(GitHubApp app)
    {
        Register(app.Client, app.Owner);
        _apps.Add(app);
        AppKey.Prepare();
    }

    public GitHubApp? FindApp(string idOrClientId) =>
        _apps.Find(app => app.Client.Id == idOrClientId || app.Id.ToString(null as IFormatProvider) == idOrClientId);

    /// <summary>Notes a person's answer to a device.</summary>
    /// <param name="device">The device that waits.</param>
    /// <param name="approvedBy">Who agrees; null refuses.</param>
    public void AnswerDevice(DeviceGrant<Grant> device, Account? approvedBy) => OAuth.Devices.Answer(
        device.UserCode, approvedBy is null ? null : CreateConsent(device.Client, approvedBy, device.Scopes, isFromDevice: true));

    /// <summary>What a user agrees to when an application asks.</summary>
    public Grant CreateConsent(OAuthClient client, Account user, IReadOnlyList<string> scopes, bool isFromDevice) =>
        FindApp(client.Id) is { } app
            ? new(LoginKind.AppUser, user, PoolOf(user)) { App = app, Client = client, Permissions = app.Permissions, IsFromDevice = isFromDevice }
            : new(LoginKind.OAuth, user, PoolOf(user)) { Client = client, Scopes = scopes, IsFromDevice = isFromDevice };

    /// <summary>Makes a token of an installation.</summary>
    /// <param name="installation">Whose.</param>
    /// <param name="permissions">No more than the installation has.</param>
    /// <param name="repositories">No more than it covers; null: all of them.</param>
    /// <param name="covered">How many repositories the installation covers: its limit grows with them.</param>
    /// <param name="isStateless">In the newer form.</param>
    /// <returns>The token and the only copy of its text.</returns>
    public (Token<Grant> Token, string Secret) IssueInstallationToken(
        Installation installation, Permissions permissions, IReadOnlySet<long>? repositories, int covered, bool isStateless)
    {
        DateTimeOffset now = _clock.Now;
        DateTimeOffset expiresAt = now + _clock.Scale(InstallationTokenLife);
        Grant grant = new(LoginKind.Installation, installation.App.Bot, installation.Pool(() => _numbers.ForInstallation(installation.Id, covered)))
        {
            App = installation.App,
            Installation = installation,
            Permissions = permissions,
            Repositories = repositories ?? installation.Repositories,
        };
        string secret = isStateless ? Forms.CreateStateless(installation, now, expiresAt) : Forms.Create(grant.Kind);
        return (Tokens.Add(secret, new(nameof(LoginKind.Installation), grant, []) { ExpiresAt = expiresAt }), secret);
    }

    /// <summary>Finds what an Authorization header stands for.</summary>
    /// <param name="authorization">The header's value: <c>Bearer x</c>, <c>token x</c> or <c>Basic x</c>.</param>
    /// <param name="credential">What it stands for.</param>
    /// <param name="problem">Where it is refused: why, in GitHub's words.</param>
    public bool TryAuthenticate(string authorization, out Credential credential, [NotNullWhen(false)] out string? problem)
    {
        credential = default;
        problem = "Bad credentials";
        int space = authorization.IndexOf(' ', StringComparison.Ordinal);
        ReadOnlySpan<char> scheme = space < 0 ? default : authorization.AsSpan(0, space);
        ReadOnlySpan<char> value = authorization.AsSpan(space + 1).Trim();
        bool isFound = scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            ? TryBasic(authorization, out credential)
            : scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) && AppJwt.LooksLike(value)
                ? TryApp(value, out credential, out problem)
                : (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("token", StringComparison.OrdinalIgnoreCase))
                    && TryToken(value, out credential);
        problem = isFound ? null : problem;
        return isFound;
    }

    private bool TryToken(ReadOnlySpan<char> text, out Credential credential)
    {
        bool isGood = Tokens.Find(text, out Token<Grant>? token) == TokenStatus.Active && !token!.Spec.IsRefresh;
        credential = isGood ? new(token!.Spec.Owner, token) : default;
        return isGood;
    }

    private bool TryApp(ReadOnlySpan<char> text, out Credential credential, out string problem)
    {
        GitHubApp? app = AppJwt.Verify(text.ToString(), FindApp, _clock.Now, out problem);
        credential = app is null ? default : new(new Grant(LoginKind.App, app.Bot, _clients[app.Client.Id].Pool) { App = app }, null);
        return app is not null;
    }

    // The password is a client's secret, or a token beside any user name.
    private bool TryBasic(string authorization, out Credential credential)
    {
        credential = default;
        if (BasicLogin.Read(authorization) is not { } basic)
        {
            return false;
        }

        if (_clients.TryGetValue(basic.Name, out Grant? client))
        {
            credential = new(client, null);
            return client.Client!.IsSecret(basic.Secret);
        }

        return TryToken(basic.Secret, out credential);
    }
}

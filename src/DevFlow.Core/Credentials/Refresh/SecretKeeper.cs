using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DevFlow.Core.Logging;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Credentials;

/// <summary>
/// The secrets this session uses, each kept current: renewed before it ends, read again after the platform refused it. However
/// many ask for one at once, one looks after it and the others wait for what comes of it.
/// </summary>
internal sealed class SecretKeeper(
    CredentialStore store, Func<string, ICredentialRefresher?> refresherOf, RefreshExchange exchange, Redactor redactor, Random random, TimeProvider time, ILogger<SecretKeeper> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, HeldSecret> _held = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, HeldSecret> _ofApps = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Lazy<Task<CurrentSecret>>> _flights = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _signing = new();

    /// <summary>Called when a secret is looked after.</summary>
    public Action? Used { get; set; }

    /// <summary>The secret to send now.</summary>
    /// <exception cref="DevFlowException">There is none that could be sent; the message says why.</exception>
    public ValueTask<CurrentSecret> GetAsync(string name, CancellationToken cancellationToken) =>
        Peek(name) is { } held && !(held.DueAt <= time.GetUtcNow())
            ? new ValueTask<CurrentSecret>(held)
            : new ValueTask<CurrentSecret>(FlyAsync(name, RenewalDemand.Current, cancellationToken));

    /// <summary>The secret to send after the platform refused one: the one another process has stored, else a renewed one; the same one where there is no other.</summary>
    public Task<CurrentSecret> GetNextAsync(string name, CurrentSecret refused, CancellationToken cancellationToken) =>
        FlyAsync(name, new RenewalDemand(refused), cancellationToken);

    /// <summary>Renews a credential now, whether it is due or not.</summary>
    /// <param name="name">The credential.</param>
    /// <param name="action">How; the platform must offer it for this credential.</param>
    /// <param name="expiresAt">When a rotated token shall end; null leaves it to the platform.</param>
    /// <param name="cancellationToken">Cancels the wait; an exchange that has begun goes on and is stored.</param>
    /// <returns>The credential as stored.</returns>
    public async Task<Credential> RenewAsync(string name, RefreshAction action, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        Credential credential = store.Find(name) ?? throw CredentialStore.NotFound(name);
        if (PlanOf(credential)?.Action != action)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"The credential '{name}' ({credential.Kind}, {credential.Platform}) cannot be {(action == RefreshAction.Rotate ? "rotated" : "refreshed")} by an API.",
                "Make a new one at the platform and store it under the same name.") { Target = name };
        }

        CurrentSecret now = action == RefreshAction.Mint ? await GetAsync(name, cancellationToken).ConfigureAwait(false) : Open(credential);
        await FlyAsync(name, new RenewalDemand(now, Rotate: true, expiresAt), cancellationToken).ConfigureAwait(false);
        return store.Find(name) ?? throw CredentialStore.NotFound(name);
    }

    /// <summary>Stores the next secret of a webhook source; the one before stays good for a while, so that senders can be changed over.</summary>
    /// <param name="name">The credential.</param>
    /// <param name="next">The new secret.</param>
    /// <param name="keepPrevious">How long the one before is accepted.</param>
    /// <param name="cancellationToken">Cancels the wait for other processes.</param>
    /// <returns>The credential as stored.</returns>
    /// <exception cref="DevFlowException">It is no webhook secret, or the last change is not over.</exception>
    public Task<Credential> ReplaceWebhookSecretAsync(string name, SecretBuffer next, TimeSpan keepPrevious, CancellationToken cancellationToken) =>
        store.WithLockAsync(
            name,
            async (locked, token) =>
            {
                Credential credential = locked.Read() ?? throw CredentialStore.NotFound(name);
                if (credential.Kind != CredentialKind.WebhookSecret)
                {
                    throw new DevFlowException(ErrorReason.InvalidArgument, $"The credential '{name}' is no webhook secret.", "Store a new secret of another kind under the same name.") { Target = name };
                }

                DateTimeOffset now = time.GetUtcNow();
                using SecretBuffer stored = locked.OpenSecret(new AuditNote(AuditOperation.Rotate));
                using WebhookSecretPair pair = WebhookSecretPair.Open(stored);
                using WebhookSecretPair replaced = pair.Replace(next, keepPrevious < DateTimeOffset.MaxValue - now ? now + keepPrevious : DateTimeOffset.MaxValue, now);
                using SecretBuffer packed = replaced.Pack();
                return await locked.SaveAsync(credential, packed.Memory, new AuditNote(AuditOperation.Rotate), token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Renews, one after another, the logins that end soon.</summary>
    /// <returns>Each login with what came of it: the credential as stored, or why it was not renewed.</returns>
    public async IAsyncEnumerable<(Credential Credential, DevFlowException? Error)> RenewDueAsync(
        IEnumerable<Credential> credentials, TimeSpan within, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Credential credential in credentials.Where(one => one.CanRefresh && one.ExpiresAt - time.GetUtcNow() <= within && one.State != CredentialState.NeedsReauthentication))
        {
            (Credential, DevFlowException?) outcome;
            try
            {
                outcome = (await RenewAsync(credential.Name, RefreshAction.Refresh, expiresAt: null, cancellationToken).ConfigureAwait(false), null);
            }
            catch (DevFlowException error)
            {
                outcome = (credential, error);
            }

            yield return outcome;
        }
    }

    /// <summary>Makes a short-lived token with a key that is not stored yet.</summary>
    /// <exception cref="DevFlowException">The platform makes none, or refused; the message says why.</exception>
    public Task<CurrentSecret> MintAsync(Credential credential, SecretBuffer key) => refresherOf(credential.Platform) is { } refresher && refresher.GetPlan(credential)?.Action == RefreshAction.Mint
        ? MintAsync(credential, key, refresher)
        : throw new DevFlowException(ErrorReason.InvalidArgument, $"The platform '{credential.Platform}' has no apps with private keys.", "Connect with a token, or log in with -Login.") { Target = credential.Platform };

    /// <summary>The token with which the app of a stored key speaks for itself.</summary>
    /// <param name="name">The credential.</param>
    /// <param name="refused">The one the platform refused; null where none was.</param>
    /// <exception cref="DevFlowException">It is no app's key, or the platform's apps have no such token; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public CurrentSecret GetOfApp(string name, CurrentSecret? refused)
    {
        lock (_signing)
        {
            HeldSecret? held = _ofApps.GetValueOrDefault(name);
            if (held?.Secret is { } usable && !(usable.DueAt <= time.GetUtcNow()) && (refused is null || !usable.IsSame(refused)))
            {
                return usable;
            }

            CurrentSecret signed = SignOfApp(store.Find(name) ?? throw CredentialStore.NotFound(name));
            _ofApps[name] = HeldSecret.Of(signed, held, redactor);
            return signed;
        }
    }

    /// <summary>What was signed last for an app; null where nothing was.</summary>
    public CurrentSecret? PeekOfApp(string name) => _ofApps.GetValueOrDefault(name)?.Secret;

    /// <summary>What renewing a credential means; null where nothing can.</summary>
    public RefreshPlan? PlanOf(Credential credential) => refresherOf(credential.Platform)?.GetPlan(credential);

    /// <summary>What was handed out last; null where nothing was.</summary>
    public CurrentSecret? Peek(string name) => _held.GetValueOrDefault(name)?.Secret;

    /// <summary>Takes a secret that was just stored, so that its first use need not read it.</summary>
    public void Hold(string name, CurrentSecret secret) => _held[name] = HeldSecret.Of(secret, _held.GetValueOrDefault(name), redactor);

    /// <summary>The next use reads the store.</summary>
    public void Forget(string name)
    {
        _held.GetValueOrDefault(name)?.Forget();
        _ofApps.GetValueOrDefault(name)?.Forget();
    }

    /// <summary>Waits for the exchanges that are under way.</summary>
    public async Task DrainAsync()
    {
        foreach (Lazy<Task<CurrentSecret>> flight in _flights.Values)
        {
            await ((Task)flight.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        foreach (HeldSecret held in _held.Values.Concat(_ofApps.Values))
        {
            held.Secret?.Dispose();
        }

        _held.Clear();
        _ofApps.Clear();
    }

    private async Task<CurrentSecret> FlyAsync(string name, RenewalDemand demand, CancellationToken cancellationToken)
    {
        while (true)
        {
#pragma warning disable VSTHRD011 // The factory only starts the flight on the thread pool; it waits for nothing.
            Lazy<Task<CurrentSecret>> own = null!;
            own = new Lazy<Task<CurrentSecret>>(() => DetachedTask.Run(() => LookAfterAsync(name, demand, own)));
            Lazy<Task<CurrentSecret>> flight = _flights.GetOrAdd(name, own);
            CurrentSecret secret = await flight.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
#pragma warning restore VSTHRD011

            // Whoever began the flight may not have known that this secret is refused.
            if (flight == own || demand.Refused is null || !secret.IsSame(demand.Refused))
            {
                return secret;
            }
        }
    }

    private async Task<CurrentSecret> LookAfterAsync(string name, RenewalDemand demand, Lazy<Task<CurrentSecret>> flight)
    {
        try
        {
            Used?.Invoke();
            CurrentSecret secret = await FindAsync(name, demand).ConfigureAwait(false);
            Hold(name, secret);
            return secret;
        }
        finally
        {
            _flights.TryRemove(KeyValuePair.Create(name, flight));
        }
    }

    private async Task<CurrentSecret> FindAsync(string name, RenewalDemand demand)
    {
        Credential credential = store.Find(name) ?? throw CredentialStore.NotFound(name);
        ICredentialRefresher? refresher = refresherOf(credential.Platform);
        RefreshPlan? plan = refresher?.GetPlan(credential);
        if (plan?.Action == RefreshAction.Mint)
        {
            return await MintAsync(credential, refresher!).ConfigureAwait(false);
        }

        // Most often nothing is due, or another process was faster: that takes no lock.
        if (!demand.Wants(credential, plan, time.GetUtcNow()))
        {
            return Open(credential);
        }

        return await store.WithLockAsync(
            name,
            (locked, _) => new Renewal(locked, refresher!, exchange, random, time, logger).RunAsync(demand),
            CancellationToken.None).ConfigureAwait(false);
    }

    private CurrentSecret Open(Credential credential)
    {
        using SecretBuffer stored = store.OpenSecret(credential.Name, new AuditNote(AuditOperation.Use, Target: credential.Origin));
        using TokenSet set = TokenSet.Open(credential.Kind, stored);
        return new CurrentSecret(credential.Kind, credential.Account, new SecretBuffer(set.Secret.Bytes), RefreshSchedule.Spread(credential, random));
    }

    // Repeating it does no harm, so neither lock nor mark is needed; what it makes is short-lived and never stored.
    private async Task<CurrentSecret> MintAsync(Credential credential, ICredentialRefresher refresher)
    {
        using SecretBuffer key = store.OpenSecret(credential.Name, new AuditNote(AuditOperation.Use, Target: credential.Origin));
        return await MintAsync(credential, key, refresher).ConfigureAwait(false);
    }

    // What an app may do by itself it may do alone: its limits are told from those of its installations by the account.
    private CurrentSecret SignOfApp(Credential credential)
    {
        using SecretBuffer noClient = new(0);
        DateTimeOffset now = time.GetUtcNow();
        RefreshAnswer? answer = null;
        if (credential.Kind == CredentialKind.AppKey && refresherOf(credential.Platform) is { } refresher)
        {
            using SecretBuffer key = store.OpenSecret(credential.Name, new AuditNote(AuditOperation.Use, Target: credential.Origin));
            answer = refresher.CreateAppToken(new RefreshRequest { Credential = credential, Secret = key, ClientSecret = noClient, Now = now });
        }

        using (answer)
        {
            return answer?.Secret is { } token
                ? new CurrentSecret(credential.Kind, $"{credential.Account} (app)", new SecretBuffer(token.Bytes), RefreshSchedule.RefreshAt(now, answer.ExpiresAt))
                : throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"The credential '{credential.Name}' is no key of an app, and only the app itself may ask for this.",
                    "Use a connection that was made with the app's key: Connect-DevFlowPlatform -AppId ... -PrivateKeyPath ...") { Target = credential.Name };
        }
    }

    private async Task<CurrentSecret> MintAsync(Credential credential, SecretBuffer key, ICredentialRefresher refresher)
    {
        using SecretBuffer noClient = new(0);
        DateTimeOffset now = time.GetUtcNow();
        using RefreshAnswer answer = await exchange.SendAsync(
            refresher,
            new RefreshRequest { Credential = credential, Secret = key, ClientSecret = noClient, Now = now }).ConfigureAwait(false);
        return answer.Outcome == RefreshOutcome.Renewed
            ? new CurrentSecret(credential.Kind, credential.Account, new SecretBuffer(answer.Secret!.Bytes), RefreshSchedule.RefreshAt(now, answer.ExpiresAt))
            : throw answer.Error!;
    }
}

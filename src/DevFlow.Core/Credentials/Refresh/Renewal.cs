using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Credentials;

/// <summary>
/// Renews one credential while its lock is held, from reading it to storing what came of it, so that of all processes one
/// exchanges a secret and the others find the result. The order is what makes it safe; docs/security.md tells it step by step.
/// </summary>
internal sealed class Renewal(
    LockedCredential locked, ICredentialRefresher refresher, RefreshExchange exchange, Random random, TimeProvider time, ILogger logger)
{
    private const int StoreAttempts = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    /// <returns>The secret to use from now on: the renewed one, or the one another process has stored meanwhile.</returns>
    public async Task<CurrentSecret> RunAsync(RenewalDemand demand)
    {
        Credential credential = locked.Read() ?? throw CredentialStore.NotFound(locked.Name);
        using SecretBuffer stored = locked.OpenSecret(new AuditNote(AuditOperation.Use, Target: credential.Origin));
        using TokenSet held = TokenSet.Open(credential.Kind, stored);
        RefreshPlan? plan = refresher.GetPlan(credential);
        bool isReplaced = demand.Refused is { } refused && !refused.Is(held.Secret);
        if (plan is null || isReplaced || !demand.Wants(credential, plan, time.GetUtcNow()))
        {
            return Adopt(credential, held);
        }

        if (credential.State == CredentialState.NeedsReauthentication && plan.Action == RefreshAction.Refresh)
        {
            return AdoptOr(NeedsLogin(credential), credential, held, demand);
        }

        // Somebody began and did not end. Where a repeat could do harm, the secret in hand is used up before it is risked.
        if (IsStale(credential, plan) && demand.Refused is null && IsAlive(credential))
        {
            logger.LogWarning("{Warning}", Interrupted(credential));
            return Adopt(credential, held, AfterFailure);
        }

        using ExitGuard guard = new();
        using SpaceReservation room = locked.Reserve();
        Credential marked = await locked.SaveAsync(
            credential with { RefreshStartedAt = credential.RefreshStartedAt ?? time.GetUtcNow() },
            stored.Memory,
            new AuditNote(AuditOperation.Refresh, Detail: "begun"),
            CancellationToken.None).ConfigureAwait(false);
        using RefreshAnswer answer = await ExchangeAsync(marked, held, plan, demand.ExpiresAt).ConfigureAwait(false);
        room.Dispose();
        if (answer.Outcome == RefreshOutcome.Renewed)
        {
            return await StoreAsync(marked, held, plan, answer).ConfigureAwait(false);
        }

        if (answer.Outcome != RefreshOutcome.Unknown)
        {
            await SaveAsync(
                marked with
                {
                    RefreshStartedAt = null,
                    State = answer.Outcome == RefreshOutcome.Refused ? CredentialState.NeedsReauthentication : marked.State,
                },
                stored,
                AuditOperation.Refresh,
                answer.Outcome == RefreshOutcome.Refused ? "refused" : "failed").ConfigureAwait(false);
        }

        DevFlowException error = answer.Outcome == RefreshOutcome.Refused && credential.RefreshStartedAt is not null
            ? new DevFlowException(answer.Error!.Reason, $"{answer.Error.Message} {Interrupted(credential)}", answer.Error.RecommendedAction, answer.Error) { Target = credential.Name }
            : answer.Error!;
        return AdoptOr(error, credential, held, demand);
    }

    private async Task<RefreshAnswer> ExchangeAsync(Credential credential, TokenSet held, RefreshPlan plan, DateTimeOffset? expiresAt)
    {
        RefreshRequest request = new()
        {
            Credential = credential,
            Secret = plan.Action == RefreshAction.Refresh ? held.RefreshToken : held.Secret,
            ClientSecret = held.ClientSecret,
            Now = time.GetUtcNow(),
            ExpiresAt = expiresAt,
        };
        RefreshAnswer answer = await exchange.SendAsync(refresher, request).ConfigureAwait(false);
        if (answer.Outcome != RefreshOutcome.Unknown || IsStale(credential, plan))
        {
            return answer;
        }

        answer.Dispose();
        return await exchange.SendAsync(refresher, request).ConfigureAwait(false);
    }

    private async Task<CurrentSecret> StoreAsync(Credential marked, TokenSet held, RefreshPlan plan, RefreshAnswer answer)
    {
        DateTimeOffset now = time.GetUtcNow();
        using TokenSet next = new(
            new SecretBuffer(answer.Secret!.Bytes),
            new SecretBuffer((answer.RefreshToken ?? held.RefreshToken).Bytes),
            new SecretBuffer(held.ClientSecret.Bytes));
        Credential renewed = marked with
        {
            ExpiresAt = answer.ExpiresAt,
            RefreshAt = plan.Action == RefreshAction.Refresh ? RefreshSchedule.RefreshAt(now, answer.ExpiresAt) : null,
            RefreshExpiresAt = answer.RefreshToken is null ? marked.RefreshExpiresAt : answer.RefreshExpiresAt,
            RefreshStartedAt = null,
            State = CredentialState.Active,
            Scopes = [.. answer.Scopes ?? marked.Scopes],
        };
        using SecretBuffer packed = next.Pack(renewed.Kind);
        AuditOperation operation = plan.Action == RefreshAction.Refresh ? AuditOperation.Refresh : AuditOperation.Rotate;
        try
        {
            renewed = await SaveAsync(renewed, packed, operation, detail: null).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DevFlowException)
        {
            logger.LogError(
                "The credential '{Name}' was renewed but cannot be stored ({Cause}). This session uses it until {End:u}; then, and in every other session, it must be stored anew.",
                renewed.Name, error.Message, renewed.ExpiresAt);
        }

        return Adopt(renewed, next);
    }

    // What was exchanged cannot be asked for again: a disk that is full for a moment must not cost the login.
    private async Task<Credential> SaveAsync(Credential credential, SecretBuffer secret, AuditOperation operation, string? detail)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await locked.SaveAsync(credential, secret.Memory, new AuditNote(operation, Detail: detail), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception error) when (attempt < StoreAttempts && error is IOException or UnauthorizedAccessException or DevFlowException)
            {
                logger.LogWarning("The renewed credential '{Name}' could not be stored yet: {Cause}", credential.Name, error.Message);
                await Task.Delay(FirstPause * (1 << attempt), time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private CurrentSecret AdoptOr(DevFlowException error, Credential credential, TokenSet held, RenewalDemand demand)
    {
        if (demand.Refused is not null || !IsAlive(credential))
        {
            throw error;
        }

        logger.LogWarning("The credential '{Name}' was not renewed and is used as it is, until {End:u}: {Cause}", credential.Name, credential.ExpiresAt, error.Message);
        return Adopt(credential, held, AfterFailure);
    }

    private CurrentSecret Adopt(Credential credential, TokenSet held, TimeSpan? pause = null) => new(
        credential.Kind,
        credential.Account,
        new SecretBuffer(held.Secret.Bytes),
        pause is { } wait ? time.GetUtcNow() + wait : RefreshSchedule.Spread(credential, random));

    private bool IsAlive(Credential credential) => credential.ExpiresAt is not { } end || time.GetUtcNow() < end;

    private bool IsStale(Credential credential, RefreshPlan plan) =>
        credential.RefreshStartedAt is { } started && time.GetUtcNow() - started >= plan.ReuseLeeway;

    private static string Interrupted(Credential credential) =>
        $"A renewal of '{credential.Name}' that began at {credential.RefreshStartedAt:u} was ended before its answer was stored; whether the platform carried it out is not known.";

    private static DevFlowException NeedsLogin(Credential credential) => new(
        ErrorReason.AuthenticationFailed,
        $"The platform has refused to renew the credential '{credential.Name}'; what is stored is kept.",
        "Log in again and store the new credential under the same name.") { Target = credential.Name };
}

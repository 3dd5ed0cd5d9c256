using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Credentials;

/// <summary>
/// Says once a day and credential, from seven days ahead, that one ends which nothing renews by itself. Of all processes the
/// first says it: the event's id is the credential and the day, and the journal takes an id once.
/// </summary>
internal sealed class ExpiryWatch(
    CredentialStore store, Func<Event, CancellationToken, ValueTask> publish, TimeProvider time, ILogger<ExpiryWatch> logger) : IAsyncDisposable
{
    public const string Topic = "devflow.credential.expiring";
    public const string Source = "devflow:credentials";
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task? _loop;

    /// <summary>Looks from now on every hour; a session that uses no credential is not made to.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (!_stop.IsCancellationRequested)
            {
                _loop ??= DetachedTask.Run(() => LoopAsync(_stop.Token));
            }
        }
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (Credential credential in store.List().Select(stored => stored.At(now)).Where(static stored => stored.State == CredentialState.ExpiringSoon))
        {
            await publish(Describe(credential, now), cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task? loop;
        lock (_gate)
        {
            _stop.Cancel();
            loop = _loop;
        }

        if (loop is not null)
        {
            await loop.ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private static Event Describe(Credential credential, DateTimeOffset now) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{credential.Name.ToLowerInvariant()}@{now.UtcDateTime:yyyy-MM-dd}"),
        Source = Source,
        Type = Topic,
        Topic = Topic,
        Subject = credential.Name,
        Time = now,
        Data = JsonSerializer.SerializeToElement(
            new ExpiryNotice(credential.Name, credential.Kind.ToString(), credential.Platform, credential.Account, credential.EndsAt!.Value, (int)(credential.EndsAt.Value - now).TotalDays),
            ExpiryJson.Default.ExpiryNotice),
    };

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            do
            {
                try
                {
                    await CheckAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception failure) when (failure is DevFlowException or IOException or UnauthorizedAccessException)
                {
                    // A store that is locked, or a journal that cannot be written, says so where it is needed.
                    logger.LogDebug("The credentials could not be looked through for those that expire: {Cause}", failure.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The engine ends.
        }
    }
}

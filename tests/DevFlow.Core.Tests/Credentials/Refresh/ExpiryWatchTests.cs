using System.Collections.Concurrent;
using DevFlow.Core.Credentials;
using DevFlow.Core.Events;
using DevFlow.Core.Tests.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>Credentials that end are announced in time, and once a day.</summary>
public sealed class ExpiryWatchTests : IDisposable
{
    private readonly TestStore _root = new();
    private readonly CredentialStore _store;

    public ExpiryWatchTests() => _store = _root.Open();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task Each_is_announced_once_a_day_from_seven_days_ahead_however_many_processes_look()
    {
        await SaveAsync("soon", days: 8);
        await SaveAsync("later", days: 40);
        using TemporaryFolder folder = new();
        await using Journal journal = new(folder.File("journal.db"), _root.Time);
        await using EventBus bus = new(journal, _root.Time, new Random(1), NullLogger<EventBus>.Instance);
        List<PublishOutcome> outcomes = [];
        List<Event> announced = [];
        async ValueTask PublishAsync(Event notice, CancellationToken token)
        {
            announced.Add(notice);
            outcomes.Add((await bus.PublishAsync(notice, token)).Outcome);
        }

        await using ExpiryWatch first = new(_store, PublishAsync, _root.Time, NullLogger<ExpiryWatch>.Instance);
        await using ExpiryWatch second = new(_store, PublishAsync, _root.Time, NullLogger<ExpiryWatch>.Instance);
        await first.CheckAsync(Token);
        Assert.Empty(outcomes);
        _root.Time.Advance(TimeSpan.FromDays(2));
        await first.CheckAsync(Token);
        await first.CheckAsync(Token);
        await second.CheckAsync(Token);
        Assert.Equal(1, outcomes.Count(static outcome => outcome != PublishOutcome.Duplicate));
        _root.Time.Advance(TimeSpan.FromDays(1));
        await second.CheckAsync(Token);

        Assert.Equal(2, outcomes.Count(static outcome => outcome != PublishOutcome.Duplicate));
        Assert.All(announced, static notice => Assert.Equal(("devflow.credential.expiring", "soon"), (notice.Topic, notice.Subject)));
        Assert.Equal(6, announced[0].GetData().GetProperty("daysLeft").GetInt32());
    }

    [Fact]
    public async Task A_login_that_renews_itself_is_not_announced()
    {
        await SaveAsync("login", days: 1, canRefresh: true);
        ConcurrentQueue<Event> announced = new();
        await using ExpiryWatch watch = new(_store, (notice, _) => Add(announced, notice), _root.Time, NullLogger<ExpiryWatch>.Instance);

        await watch.CheckAsync(Token);

        Assert.Empty(announced);
    }

    [Fact]
    public async Task Begun_it_looks_at_once_and_then_every_hour()
    {
        await SaveAsync("soon", days: 3);
        ConcurrentQueue<Event> announced = new();
        await using ExpiryWatch watch = new(_store, (notice, _) => Add(announced, notice), _root.Time, NullLogger<ExpiryWatch>.Instance);

        watch.Begin();
        watch.Begin();
        await UntilAsync(() => announced.Count == 1);

        // The timer was set before the first look.
        _root.Time.Advance(TimeSpan.FromHours(1));
        await UntilAsync(() => announced.Count == 2);
    }

    private static ValueTask Add(ConcurrentQueue<Event> announced, Event notice)
    {
        announced.Enqueue(notice);
        return ValueTask.CompletedTask;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task<Credential> SaveAsync(string name, int days, bool canRefresh = false) => _store.SaveAsync(
        TestStore.Draft(name) with { ExpiresAt = _root.Time.GetUtcNow().AddDays(days), CanRefresh = canRefresh },
        TestStore.Bytes("secret"),
        AuditNote.None,
        Token);
}

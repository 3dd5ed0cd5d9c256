using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A webhook of a repository, an organisation or an App.</summary>
internal sealed class Hook
{
    private readonly HookEngine _engine;
    private Version _current;

    public Hook(long id, HookPlace place, HookSettings settings, HookEngine engine)
    {
        Id = id;
        Place = place;
        CreatedAt = engine.Now;
        _engine = engine;
        _current = new(settings, CreatedAt);
        Deliveries = engine.Open(this);
    }

    public long Id { get; }

    public HookPlace Place { get; }

    public DateTimeOffset CreatedAt { get; }

    public HookSettings Settings => Volatile.Read(ref _current).Settings;

    public DateTimeOffset UpdatedAt => Volatile.Read(ref _current).At;

    /// <summary>Its queue and its log.</summary>
    public Webhook Deliveries { get; }

    /// <summary><c>/repos/{owner}/{repo}/hooks/{id}</c></summary>
    public string ApiPath => Place.PathOf(this);

    public void Change(HookSettings settings)
    {
        Volatile.Write(ref _current, new(settings, _engine.Now));
        Deliveries.Target = _engine.CreateTarget(this);
    }

    /// <summary>Tells it, whatever it listens to.</summary>
    public void Tell(HookNotice notice) => Deliveries.Enqueue(_engine.CreateMessage(notice, Settings));

    /// <summary>Tells it that it is there.</summary>
    public void Ping(Account sender, Task answered) => Tell(new(
        "ping", null, Place.Repository, sender, answered, (writer, links) => HookPayload.WritePing(writer, this, links)) { Organization = Place.Organization ?? HookNotice.OrganizationOf(Place.Repository) });

    private sealed record Version(HookSettings Settings, DateTimeOffset At);
}

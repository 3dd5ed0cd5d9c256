using System.Globalization;

namespace DevFlow.Sandbox.Slack;

/// <summary>What lets an app answer a person later: trigger ids and response URLs. Guarded by the workspace's gate.</summary>
internal sealed class Tickets(Workspace workspace)
{
    private const int MaxUses = 5;

    // Three seconds of the person's patience, not of the platform's rules: they are not divided by the clock.
    private static readonly TimeSpan TriggerLife = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan UrlLife = TimeSpan.FromMinutes(30);

    private readonly OrderedDictionary<string, Trigger> _triggers = [];
    private readonly OrderedDictionary<string, ResponseUrl> _urls = [];

    public string CreateTrigger(SlackApp app, SlackUser user)
    {
        string id = $"{workspace.Ids.Digits(13)}.{workspace.Ids.Digits(12)}.{workspace.Ids.Hex(32)}";
        Add(_triggers, id, new Trigger(app, user, workspace.Clock.Now + TriggerLife));
        return id;
    }

    /// <summary>Whose trigger it is; it is good once.</summary>
    public SlackUser Exchange(SlackApp app, string id)
    {
        if (!_triggers.TryGetValue(id, out Trigger? trigger) || trigger.App != app)
        {
            throw new SlackProblem("invalid_trigger_id");
        }

        if (trigger.IsUsed)
        {
            throw new SlackProblem("exchanged_trigger_id");
        }

        if (workspace.Clock.Now >= trigger.ExpiresAt)
        {
            throw new SlackProblem("expired_trigger_id");
        }

        trigger.IsUsed = true;
        return trigger.User;
    }

    /// <summary>Makes an address that takes five answers within half an hour.</summary>
    /// <param name="kind">The first segment of its path: <c>commands</c> or <c>actions</c>.</param>
    /// <param name="app">Who may answer.</param>
    /// <param name="channel">Where.</param>
    /// <param name="user">Whom.</param>
    /// <param name="original">The message with the button; null for a command.</param>
    public string CreateUrl(string kind, SlackApp app, Conversation channel, SlackUser user, Message? original)
    {
        string path = string.Create(
            CultureInfo.InvariantCulture, $"/{kind}/{workspace.Id}/{workspace.Ids.Digits(13)}/{workspace.Ids.Secret(24)}");
        Add(_urls, path, new ResponseUrl(app, channel, user, original, workspace.Clock.Now + workspace.Clock.Scale(UrlLife)));
        return workspace.Origin + path;
    }

    /// <summary>What is behind an address that was just made, without using it.</summary>
    public ResponseUrl Find(string address) => _urls[address[workspace.Origin.Length..]];

    /// <exception cref="SlackProblem">It is unknown, too old or used up.</exception>
    public ResponseUrl Use(string path)
    {
        if (!_urls.TryGetValue(path, out ResponseUrl? url) || workspace.Clock.Now >= url.ExpiresAt)
        {
            throw new SlackProblem("expired_url") { Status = 404 };
        }

        return ++url.Uses <= MaxUses ? url : throw new SlackProblem("used_url") { Status = 404 };
    }

    private static void Add<T>(OrderedDictionary<string, T> all, string key, T value)
    {
        if (all.Count >= Workspace.MaxObjects)
        {
            all.RemoveAt(0);
        }

        all.Add(key, value);
    }

    private sealed class Trigger(SlackApp app, SlackUser user, DateTimeOffset expiresAt)
    {
        public SlackApp App { get; } = app;

        public SlackUser User { get; } = user;

        public DateTimeOffset ExpiresAt { get; } = expiresAt;

        public bool IsUsed { get; set; }
    }
}

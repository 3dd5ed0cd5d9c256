using System.Globalization;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>
/// How the CloudEvents attributes of a Slack delivery are read. There is no adapter table of the CNCF for Slack; names follow the
/// pattern of its others. Paths are as <see cref="Payload"/> takes them.
/// </summary>
/// <param name="name">What follows <c>slack.</c> in the topic.</param>
/// <param name="idPath">The path of the delivery's id.</param>
internal sealed class SlackEventRule(string name, string idPath)
{
    // The end of 9999.
    private const decimal LatestSecond = 253_402_300_800;
    private const string Client = "https://app.slack.com/client/";
    private const string Team = "team_id|team.id|event.team_id|event.team|user.team_id|enterprise.id";
    private const string Channel = "event.channel|event.item.channel|event.channel.id|event.channel_id|channel.id|container.channel_id|channel_id";

    public string Name => name;

    /// <summary>Tells what a payload is: an event by its envelope, a slash command by its fields, all else by its type.</summary>
    /// <returns>Null where it is nothing of Slack's.</returns>
    public static SlackEventRule? For(JsonElement payload)
    {
        if (Payload.Text(payload, "command") is string command)
        {
            return new("command." + TopicSegment.Of(command.TrimStart('/')), "trigger_id");
        }

        string? type = Payload.Text(payload, "type");
        if (type != "event_callback")
        {
            // What a person did, or news about the app itself, such as app_rate_limited.
            return type is null ? null
                : Payload.Text(payload, "user.id|user") is null ? new(TopicSegment.Of(type), "event_id")
                : new("interactive." + TopicSegment.Of(type), "trigger_id");
        }

        return Payload.Text(payload, "event.type") is not string kind ? null
            : Payload.Text(payload, "event.subtype") is string subtype ? new($"event.{TopicSegment.Of(kind)}.{TopicSegment.Of(subtype)}", "event_id")
            : new("event." + TopicSegment.Of(kind), "event_id");
    }

    public string? Id(JsonElement payload) => Payload.Text(payload, idPath);

    public static string Source(JsonElement payload) => Client + Uri.EscapeDataString(Payload.Text(payload, Team) ?? "unknown");

    public static string? Subject(JsonElement payload) => Payload.Text(payload, Channel + "|view.id|event.user|event.user.id|user.id");

    /// <summary><c>event_ts</c>, seconds with six decimals; else a moment in whole seconds.</summary>
    public static DateTimeOffset? Time(JsonElement payload) =>
        decimal.TryParse(Payload.Text(payload, "event.event_ts"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds) && seconds is > 0 and < LatestSecond
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : Payload.Time(payload, "event_time|minute_rate_limited");

    /// <summary>What happens in a channel keeps its order.</summary>
    public static string? PartitionKey(JsonElement payload) =>
        Payload.Text(payload, Team) is not string team ? null : Payload.Text(payload, Channel) is string channel ? $"{team}/{channel}" : team;
}

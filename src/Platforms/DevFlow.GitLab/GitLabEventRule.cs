using System.Collections.Frozen;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>
/// How the CloudEvents attributes of one GitLab event are read from its payload, after the CNCF's adapter table
/// (cloudevents/spec, cloudevents/adapters/gitlab.md). Paths are as <see cref="Payload"/> takes them.
/// </summary>
internal sealed class GitLabEventRule
{
    private const string Note = "note";
    private const string Homepage = "repository.homepage";
    private const string Anywhere = "project.web_url|repository.homepage|group.web_url|project.homepage|object_attributes.url";
    private const string Created = "object_attributes.created_at";
    private const string Action = "object_attributes.action";

    private static readonly FrozenDictionary<string, GitLabEventRule> Rules = ((GitLabEventRule[])
    [
        new("push", Homepage, "checkout_sha"),
        new("tag_push", Homepage, "ref"),
        new("issue", Homepage, "object_attributes.iid", type: "object_attributes.state", action: Action),
        new("merge_request", Homepage, "object_attributes.iid", Created, Action),
        new("wiki_page", "project.web_url", "object_attributes.slug", type: Action),
        new("pipeline", "project.web_url", "object_attributes.id", type: "object_attributes.status"),
        new("job", Homepage, "job_id|build_id", type: "job_status|build_status"),
        new("deployment", "project.web_url", "deployment_id", type: "status"),
        new("release", "project.web_url", "tag", type: "action"),
        new("milestone", "project.web_url", "object_attributes.iid", type: "action"),
        new("feature_flag", "project.web_url", "object_attributes.id"),
        new("emoji", "object_attributes.awarded_on_url", "object_attributes.id", type: "event_type"),
    ]).ToFrozenDictionary(static rule => rule._name, StringComparer.Ordinal);

    private static readonly GitLabEventRule Unknown = new("", Anywhere, "object_attributes.id", type: Action + "|action|event_name");

    private readonly string _name;
    private readonly string _source;
    private readonly string _subject;
    private readonly string? _time;
    private readonly string? _type;
    private readonly string? _action;

    /// <param name="name">The event.</param>
    /// <param name="source">Path of the source.</param>
    /// <param name="subject">Path of the subject.</param>
    /// <param name="time">Path of the moment; null for the time of receipt.</param>
    /// <param name="type">Path of what is appended to the type; null for nothing.</param>
    /// <param name="action">Path of what is appended to the topic; null for the same as to the type.</param>
    private GitLabEventRule(string name, string source, string subject, string? time = null, string? type = null, string? action = null)
    {
        _name = name;
        _source = source;
        _subject = subject;
        _time = time;
        _type = type;
        _action = action;
    }

    /// <summary>The events there are rules for.</summary>
    public static IEnumerable<string> Names => Rules.Keys.Append(Note);

    /// <summary>The rule of an event; one that fits most for an event the table does not know.</summary>
    public static GitLabEventRule For(string name, JsonElement payload) =>
        name == Note ? NoteRule(payload) : Rules.GetValueOrDefault(name) ?? Unknown;

    /// <param name="payload">The payload.</param>
    /// <param name="instance">The address of the GitLab that sent it, for an event that names nothing better.</param>
    public string Source(JsonElement payload, string instance)
    {
        string source = Payload.Text(payload, _source) ?? Payload.Text(payload, Anywhere) ?? instance;

        // A comment happened to what it is about: https://gitlab.com/g/p/-/issues/7#note_1
        return _name == Note && source.IndexOf("#note_", StringComparison.Ordinal) is >= 0 and int comment ? source[..comment] : source;
    }

    public string Type(string name, JsonElement payload) => "com.gitlab." + Append(name, payload, _type);

    public string Topic(string name, JsonElement payload) => "gitlab." + Append(name, payload, _action ?? _type);

    public string? Subject(JsonElement payload) => Payload.Text(payload, _subject);

    public DateTimeOffset? Time(JsonElement payload) => _time is null ? null : Payload.Time(payload, _time);

    private static GitLabEventRule NoteRule(JsonElement payload) =>
        Payload.Text(payload, "object_attributes.noteable_type") == "Commit"
            ? new(Note, "commit.url", "object_attributes.id", Created, "object_attributes.noteable_type")
            : new(Note, "object_attributes.url", "object_attributes.id", Created, "object_attributes.noteable_type");

    // The name of a system hook's event says it all: project_create.
    private static string Append(string name, JsonElement payload, string? path) =>
        path is not null && Payload.Text(payload, path) is string value && TopicSegment.Of(SnakeCase(value)) is string part && part != name
            ? $"{name}.{part}"
            : name;

    // Comments name what they are about by its class: MergeRequest.
    private static string SnakeCase(string value) =>
        string.Concat(value.Select(static (c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? "_" + c : c.ToString()));
}

namespace DevFlow.Sandbox.GitHub;

/// <summary>A webhook of a repository.</summary>
internal sealed class Hook(long id, HookInput input, string repositoryPath, DateTimeOffset createdAt)
{
    private HookResponse _lastResponse = HookResponse.Unused;

    public long Id { get; } = id;

    public Uri Url { get; } = input.Url;

    /// <summary>The address exactly as it was given.</summary>
    public string UrlText { get; } = input.UrlText;

    public bool IsForm { get; } = input.IsForm;

    public byte[]? Secret { get; } = input.Secret;

    public bool InsecureSsl { get; } = input.InsecureSsl;

    public List<string> Events { get; } = input.Events;

    public bool Active { get; } = input.Active;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary><c>/repos/{owner}/{repo}/hooks/{id}</c></summary>
    public string ApiPath { get; } = $"{repositoryPath}/hooks/{id}";

    public HookResponse LastResponse
    {
        get => Volatile.Read(ref _lastResponse);
        set => Volatile.Write(ref _lastResponse, value);
    }

    public bool Wants(string eventName) => Active && (Events.Contains(eventName) || Events.Contains("*"));
}

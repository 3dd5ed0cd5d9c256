namespace DevFlow.Sandbox.GitHub;

/// <summary>The checked fields of a request that creates a hook.</summary>
internal sealed record HookInput(
    Uri Url, string UrlText, bool IsForm, byte[]? Secret, bool InsecureSsl, List<string> Events, bool Active);

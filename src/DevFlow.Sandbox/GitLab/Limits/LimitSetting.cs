namespace DevFlow.Sandbox.GitLab;

/// <summary>So many requests in a window, before the sandbox's clock divides it.</summary>
internal sealed record LimitSetting(string Name, int Requests, TimeSpan Period);

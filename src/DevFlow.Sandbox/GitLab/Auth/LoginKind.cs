namespace DevFlow.Sandbox.GitLab;

/// <summary>The kinds of tokens, as the scenario names them.</summary>
internal static class LoginKind
{
    public const string Personal = "personal";

    /// <summary>A personal token in the newer form that says where it belongs.</summary>
    public const string Routable = "personal-routable";
    public const string Impersonation = "impersonation";
    public const string Project = "project";
    public const string Group = "group";
    public const string OAuth = "oauth";
    public const string Job = "job";
    public const string Deploy = "deploy";

    /// <summary>True for the tokens of the personal_access_tokens API, which a person owns.</summary>
    public static bool IsPersonal(string kind) => kind is Personal or Routable;

    /// <summary>True for the tokens of the access_tokens API, whose owner is a bot.</summary>
    public static bool IsResource(string kind) => kind is Project or Group;
}

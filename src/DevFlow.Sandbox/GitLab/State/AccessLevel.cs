namespace DevFlow.Sandbox.GitLab;

/// <summary>What a member of a project may do; the numbers are the API's.</summary>
internal enum AccessLevel
{
    None = 0,
    Guest = 10,
    Planner = 15,
    Reporter = 20,
    Developer = 30,
    Maintainer = 40,
    Owner = 50,
}

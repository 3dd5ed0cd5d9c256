using System.Globalization;
using DevFlow.Sandbox.Scenario;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Fills the state with what the scenario says: accounts, repositories, and long lists where they are wanted.</summary>
internal sealed class GitHubScenario(GitHubState state)
{
    private const int MaxGenerated = 100_000;

    /// <summary>When everything of a scenario came to be, unless it says otherwise; fixed, so that SHAs repeat.</summary>
    private static readonly DateTimeOffset DefaultMoment = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <exception cref="DevFlowException">The scenario cannot be used; the message names the place.</exception>
    public void Read(ScenarioNode root)
    {
        DateTimeOffset at = root.Moment("at") ?? DefaultMoment;
        foreach (ScenarioNode node in root.List("users"))
        {
            Add(node, isOrganization: false, at);
        }

        foreach (ScenarioNode node in root.List("organizations"))
        {
            Account organization = Add(node, isOrganization: true, at);
            foreach ((string login, ScenarioNode role) in node.Map("members"))
            {
                organization.Members[FindUser(role, login)] = role.Word("admin", "member") == "admin";
            }
        }

        if (!root.List("users").Any())
        {
            throw root.Refuse("users", "there is no user, so nobody could have a token");
        }

        RepositoryScenario repositories = new(state, at);
        List<Repository> read = [.. root.List("repositories").Select(repositories.Read)];
        if (read.Count == 0)
        {
            throw root.Refuse("repositories", "there is no repository");
        }

        state.AddRange(read);
        if (root.Inner("generate") is { } generate)
        {
            Generate(generate, repositories, at);
        }
    }

    private Account Add(ScenarioNode node, bool isOrganization, DateTimeOffset at)
    {
        string login = node.Text("login");
        if (state.FindAccount(login) is not null)
        {
            throw node.Refuse("login", $"\"{login}\" is there twice");
        }

        Account account = new(node.Number("id") ?? state.Ids.Next(), login, isOrganization, at)
        {
            Name = node.OptionalText("name"),
            Email = node.OptionalText("email"),
            Company = node.OptionalText("company"),
            Location = node.OptionalText("location"),
            Bio = node.OptionalText(isOrganization ? "description" : "bio"),
        };
        state.Add(account);
        return account;
    }

    private Account FindUser(ScenarioNode node, string login) => state.FindAccount(login) ?? throw node.Refuse($"there is no user \"{login}\"");

    // All generated repositories share their only commit, and an issue is one small object.
    private void Generate(ScenarioNode generate, RepositoryScenario repositories, DateTimeOffset at)
    {
        Repository first = state.Repositories[0];
        int repositoryCount = ReadCount(generate, "repositories");
        int issueCount = ReadCount(generate, "issues");
        List<Repository> made = new(repositoryCount);
        for (int i = 1; i <= repositoryCount; i++)
        {
            made.Add(repositories.Generate(first.Owner, string.Create(CultureInfo.InvariantCulture, $"generated-{i:00000}")));
        }

        state.AddRange(made);
        for (int i = 1; i <= issueCount; i++)
        {
            first.Issues.Seed(new() { Title = string.Create(CultureInfo.InvariantCulture, $"Generated issue {i}") }, state.User, at);
        }
    }

    private static int ReadCount(ScenarioNode generate, string name) => generate.Number(name) switch
    {
        null => 0,
        >= 0 and <= MaxGenerated and { } count => (int)count,
        _ => throw generate.Refuse(name, $"it is not between 0 and {MaxGenerated}"),
    };
}

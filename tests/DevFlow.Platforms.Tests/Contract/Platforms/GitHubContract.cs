using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DevFlow.Platforms.Tests.Sandbox.GitHub;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>GitHub's sandbox in the contract tests.</summary>
public sealed partial class GitHubContract : ContractPlatform
{
    public override string Id => "github";

    public override string DisplayName => "GitHub";

    public override IReadOnlyList<string> DescriptionFiles => ["github.json"];

    // GitHub writes whole seconds in UTC.
    public override ValidationRules Rules => new() { Moment = Moment() };

    public override string Prefix => "api/v3";

    public override IReadOnlyList<Exchange> Exchanges => GitHubExchanges.All;

    public override bool IsExpected(ContractInput input, ContractAnswer answer) => (input.Kind, input.Method, input.Subject) switch
    {
        // Nobody has to say who asks for a token to be revoked.
        (InputKind.NoToken, _, _) when input.Path.TrimStart('/').StartsWith("credentials/", StringComparison.Ordinal) => answer.IsSuccess,

        // What a reference or a SHA names is looked for after the path was understood, so GitHub calls it invalid.
        (InputKind.UnknownId, _, "{ref}" or "{sha}") => answer.Status is 404 or 422 || input.Path.Contains("/matching-refs/", StringComparison.Ordinal),

        // A file that is not there is made.
        (InputKind.UnknownId, "PUT", "{path}") => answer.Status == 201,
        _ => base.IsExpected(input, answer),
    };

    protected override async Task SetUpAsync(ContractSandbox sandbox, SandboxServer server, CancellationToken cancellationToken)
    {
        KnownValues known = sandbox.Known;
        known.Add("owner", "octo-org");
        known.Add("repo", "hello-world");
        known.Add("issue_number", 1);
        known.Add("per_page", 1);
        known.Add("page", 2);
        known.Add("since", "2020-01-01T00:00:00Z");
        known.Add("labels", "bug");
        known.Add("$.labels", new JsonArray("bug"));

        await new GitHubAppContract(server, TokenOf(server)).AddKnownAsync(known, cancellationToken);
        await new GitHubResourceContract(sandbox, server).AddKnownAsync(known, cancellationToken);
        await new GitHubHookContract(sandbox).AddKnownAsync(known, cancellationToken);
    }

    protected override ContractSandbox Open(SandboxServer server, Action pause) =>
        new(server, new Uri(server.BaseUri, Prefix), pause: pause, authorize: new GitHubAppContract(server, TokenOf(server)).AuthorizeAsync);

    private static string TokenOf(SandboxServer server) => AppLogin.Read(server.Credentials[0]);

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
    private static partial Regex Moment();
}

using System.Net.Http.Headers;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>The run is shown a server that does what it must not.</summary>
public sealed class ContractRunTests
{
    [Fact]
    public async Task A_server_that_keeps_its_contract_passes()
    {
        IReadOnlyList<Finding> findings = await RunAsync(context => Answer(
            context, context.Request.Headers.Authorization.Count == 0 ? 401 : 200, """[{"id":1,"state":"open"}]"""));

        Assert.Empty(findings);
    }

    [Theory]
    [InlineData("""[{"state":"open"}]""", "missing: $[0].id is missing")]
    [InlineData("""[{"id":1,"state":"ajar"}]""", "enum: $[0].state is ajar, which is not among the choices")]
    [InlineData("""{"id":1}""", "type: $ is Object, not array")]
    public async Task A_wrong_answer_is_found(string body, string expected)
    {
        IReadOnlyList<Finding> findings = await RunAsync(context => Answer(context, context.Request.Headers.Authorization.Count == 0 ? 401 : 200, body));

        Assert.Contains(findings, finding => finding.ToString().StartsWith(expected, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Equal(200, finding.Status));
    }

    [Fact]
    public async Task A_server_that_asks_for_no_token_is_found()
    {
        IReadOnlyList<Finding> findings = await RunAsync(context => Answer(context, 200, "[]"));

        Assert.Equal("NoToken", Assert.Single(findings).Violation.Rule);
    }

    [Fact]
    public async Task A_server_that_refuses_good_input_is_found()
    {
        IReadOnlyList<Finding> findings = await RunAsync(context => Answer(context, 401, ""));

        Assert.Equal(["Good", "WrongChoice", "good"], findings.Select(finding => finding.Violation.Rule).Distinct());
    }

    [Fact]
    public async Task A_route_in_no_description_needs_a_reason()
    {
        KnownFault reason = new("sample", "GET /v1/secrets", "operation", "The vendor does not describe it.");

        IReadOnlyList<Finding> without = await RunAsync(context => Answer(context, 200, "[]"), "/v1/secrets");
        IReadOnlyList<Finding> with = await RunAsync(context => Answer(context, 200, "[]"), "/v1/secrets", reason);

        Assert.Equal(["operation", "good"], without.Select(finding => finding.Violation.Rule));
        Assert.Equal("good", Assert.Single(with).Violation.Rule);
    }

    private static async Task Answer(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static async Task<IReadOnlyList<Finding>> RunAsync(Func<HttpContext, Task> handler, string template = "/v1/things", params KnownFault[] faults)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ContractRun run = await ContractRun.CreateAsync(new SamplePlatform(handler, template), cancellationToken, new(faults));
        return await run.TryAsync(Assert.Single(run.Served), cancellationToken);
    }

    private sealed class SamplePlatform(Func<HttpContext, Task> handler, string template) : ContractPlatform
    {
        public override string Id => "sample";

        public override string DisplayName => "Sample";

        public override IReadOnlyList<string> DescriptionFiles => [];

        public override IReadOnlyList<ApiDescription?> LoadDescriptions() => [SampleApi.Description];

        public override Task<IReadOnlyList<(string Method, string Template)>> ReadRoutesAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<(string Method, string Template)>>([("GET", template)]);

        public override async Task<ContractSandbox> StartAsync(CancellationToken cancellationToken)
        {
            LoopbackServer server = await LoopbackServer.StartAsync(0, context => handler(context), cancellationToken);
            return new(server, server.Address, new AuthenticationHeaderValue("Bearer", "sample"));
        }

        protected override Task SetUpAsync(ContractSandbox sandbox, SandboxServer server, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

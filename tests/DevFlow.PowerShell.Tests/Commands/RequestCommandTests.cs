using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class RequestCommandTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private readonly HostedSession _session = sandbox.Session;

    [Fact]
    public void Paths_come_by_value_and_by_property_name()
    {
        Assert.Equal(2, _session.Get<int>("@('/user', \"/repos/$repo\" | Invoke-DevFlowRequest -Connection main).Count"));
        Assert.Equal(_session.Get<string>("$repo"), _session.Get<string>("([pscustomobject]@{ Url = \"/repos/$repo\"; Connection = 'main' } | Invoke-DevFlowRequest).full_name"));
    }

    [Fact]
    public void What_the_platform_answered_can_be_asked_for_again_by_its_url() =>
        Assert.Equal(_session.Get<string>("$repo"), _session.Get<string>("(Invoke-DevFlowRequest \"/repos/$repo\" -Connection main | Invoke-DevFlowRequest -Connection main).full_name"));

    [Fact]
    public void Lists_stream_over_all_pages_and_end_when_nobody_wants_more()
    {
        _session.Run("1..5 | ForEach-Object { $null = Invoke-DevFlowRequest \"/repos/$repo/issues\" -Method POST -Body @{ title = \"page $_\" } -Connection main }");
        long before = sandbox.Requests;

        Assert.Equal(5, _session.Get<int>("@(Invoke-DevFlowRequest \"/repos/$repo/issues?per_page=2\" -Connection main | Where-Object title -like 'page *').Count"));
        Assert.True(sandbox.Requests - before >= 3);
    }

    [Fact]
    public void A_body_may_be_a_hashtable_an_object_or_JSON_text()
    {
        string path = "\"/repos/$repo/issues\" -Method POST -Connection main";

        Assert.Equal("hash", _session.Get<string>($"(Invoke-DevFlowRequest {path} -Body @{{ title = 'hash'; labels = @('one') }}).title"));
        Assert.Equal("object", _session.Get<string>($"(Invoke-DevFlowRequest {path} -Body ([pscustomobject]@{{ title = 'object' }})).title"));
        Assert.Equal("text ü \U0001F680", _session.Get<string>($"(Invoke-DevFlowRequest {path} -Body '{{\"title\":\"text ü \U0001F680\"}}').title"));
    }
}

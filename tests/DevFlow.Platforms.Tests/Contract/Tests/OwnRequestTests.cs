using System.Net.Http.Headers;
using System.Text;
using System.Web;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Jira;
using DevFlow.Slack;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Each request our platforms make of their own is one the vendor describes, with no parameter the vendor does not know.</summary>
public sealed class OwnRequestTests
{
    [Fact]
    public async Task GitHub_s_are_described() => await CheckAsync(new GitHubPlugin(), "https://github.com/", "github.json", ["""{"login":"jane"}"""]);

    [Fact]
    public async Task GitLab_s_is_the_one_of_the_current_user_which_no_description_here_has()
    {
        Recorder recorder = await AskAsync(new GitLabPlugin(), "https://gitlab.com/", ["""{"username":"jane"}"""]);

        // docs.gitlab.com/api/users, "Retrieve the current user".
        Assert.Equal(["GET https://gitlab.com/api/v4/user"], recorder.Asked.Select(asked => $"{asked.Method} {asked.Address}"));
    }

    // Version 2 has the same operations as version 3, which is the one described.
    [Fact]
    public async Task Jira_s_are_described() => await CheckAsync(
        new JiraPlugin(),
        "https://acme.atlassian.net/",
        "jira-platform.json",
        ["""{"accountId":"1","displayName":"Jane"}""", """{"startAt":0,"maxResults":100,"isLast":false,"values":[{"key":"ABC"}]}""", """{"startAt":100,"maxResults":100,"isLast":true,"values":[{"key":"DEF"}]}"""],
        path => path.Replace("/rest/api/2/", "/rest/api/3/", StringComparison.Ordinal));

    [Fact]
    public async Task Slack_s_are_described() => await CheckAsync(new SlackPlugin(), "https://slack.com/", "slack-web.json", ["""{"ok":true,"user":"devflow"}"""]);

    private static async Task CheckAsync(IPlatformPlugin plugin, string address, string file, string[] answers, Func<string, string>? describedAs = null)
    {
        if (ApiDescription.Load(file) is not { } description)
        {
            Assert.Skip($"The vendor's description {file} is not on this machine.");
            return;
        }

        Recorder recorder = await AskAsync(plugin, address, answers);
        Assert.Equal(answers.Length, recorder.Asked.Count);
        foreach ((string method, Uri asked, HttpRequestHeaders headers) in recorder.Asked)
        {
            string path = describedAs?.Invoke(asked.AbsolutePath) ?? asked.AbsolutePath;
            ApiOperation operation = Assert.IsType<ApiOperation>(description.Find(method, path));
            string[] given = [.. HttpUtility.ParseQueryString(asked.Query).AllKeys.OfType<string>()];
            Assert.Subset(operation.Parameters.Where(parameter => parameter.In == "query").Select(parameter => parameter.Name).ToHashSet(), given.ToHashSet());
            Assert.Subset(given.Append("token").ToHashSet(), operation.Parameters.Where(parameter => parameter is { IsRequired: true, In: not "path" }).Select(parameter => parameter.Name).ToHashSet());
            Assert.Contains("json", headers.Accept.ToString(), StringComparison.Ordinal);
            Assert.StartsWith("DevFlow/", headers.UserAgent.ToString(), StringComparison.Ordinal);
        }
    }

    private static async Task<Recorder> AskAsync(IPlatformPlugin plugin, string address, string[] answers)
    {
        using Recorder recorder = new(answers);
        IPlatformApi api = plugin.OpenApi(plugin.GetApiUri(new Uri(address)), recorder);
        await api.GetIdentityAsync(TestContext.Current.CancellationToken);
        await api.GetProjectKeysAsync(TestContext.Current.CancellationToken);
        return recorder;
    }

    /// <summary>Keeps what is asked and gives prepared answers: what is checked are the requests.</summary>
    private sealed class Recorder(string[] answers) : HttpMessageHandler
    {
        public List<(string Method, Uri Address, HttpRequestHeaders Headers)> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add((request.Method.Method, request.RequestUri!, request.Headers));
            return Task.FromResult(new HttpResponseMessage { RequestMessage = request, Content = new StringContent(answers[Asked.Count - 1], Encoding.UTF8, "application/json") });
        }
    }
}

using System.Globalization;
using System.Net;
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
    public async Task GitHub_s_are_described() => await CheckAsync(new GitHubPlugin(), "https://github.com/", "github.json", ["""{"login":"jane"}""", """[{"id":1,"full_name":"o/r"}]""", """{"total_count":1,"repositories":[{"id":1,"full_name":"o/r"}]}"""]);

    [Fact]
    public async Task GitHub_s_of_an_app_s_token_are_described() => await CheckAsync(
        new GitHubPlugin(), "https://github.com/", "github.json", ["""403 {"message":"Resource not accessible by integration"}""", """{"total_count":1,"repositories":[{"owner":{"login":"acme"}}]}"""], lists: false);

    [Fact]
    public async Task GitLab_s_of_a_job_s_token_are_described() => await CheckAsync(
        new GitLabPlugin(), "https://gitlab.com/", "gitlab.yaml", ["""401 {"message":"401 Unauthorized"}""", """{"id":1,"user":{"username":"jane"}}"""], lists: false);

    [Fact]
    public async Task GitLab_s_are_described() => await CheckAsync(
        new GitLabPlugin(),
        "https://gitlab.com/",
        "gitlab.yaml",
        ["""{"username":"jane"}""", """[{"id":1,"path_with_namespace":"g/p"}]"""]);

    // Version 2 has the same operations as version 3, which is the one described.
    [Fact]
    public async Task Jira_s_are_described() => await CheckAsync(
        new JiraPlugin(),
        "https://acme.atlassian.net/",
        "jira-platform.json",
        ["""{"accountId":"1","displayName":"Jane"}""", """{"startAt":0,"maxResults":100,"isLast":false,"total":101,"values":[{"key":"ABC"}]}""", """[{"key":"ABC"}]""", """{"startAt":100,"maxResults":100,"isLast":true,"values":[{"key":"DEF"}]}"""],
        path => path.Replace("/rest/api/2/", "/rest/api/3/", StringComparison.Ordinal));

    [Fact]
    public async Task Slack_s_are_described() => await CheckAsync(new SlackPlugin(), "https://slack.com/", "slack-web.json", ["""{"ok":true,"user":"devflow"}""", """{"ok":true,"channels":[{"id":"C1"}],"response_metadata":{"next_cursor":"x"}}""", """{"ok":true,"channels":[{"id":"C1"}],"response_metadata":{"next_cursor":""}}""", """{"ok":true,"channels":[{"id":"C1"}]}"""]);

    private static async Task CheckAsync(IPlatformPlugin plugin, string address, string file, string[] answers, Func<string, string>? describedAs = null, bool lists = true)
    {
        if (ApiDescription.Load(file) is not { } description)
        {
            Assert.Skip($"The vendor's description {file} is not on this machine.");
            return;
        }

        Recorder recorder = await AskAsync(plugin, address, answers, lists);
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

    private static async Task<Recorder> AskAsync(IPlatformPlugin plugin, string address, string[] answers, bool lists)
    {
        using Recorder recorder = new(answers);
        IPlatformApi api = plugin.OpenApi(plugin.GetApiUri(new Uri(address)), recorder);
        await api.GetIdentityAsync(TestContext.Current.CancellationToken);
        if (lists)
        {
            await ListAsync(plugin, api, recorder, plugin.Repositories);
            await ListAsync(plugin, api, recorder, plugin.Projects);
            await ListAsync(plugin, api, recorder, plugin.Channels);
        }

        return recorder;
    }

    // Every address there is, and where the first of them goes on.
    private static async Task ListAsync<T>(IPlatformPlugin plugin, IPlatformApi api, Recorder recorder, IPlatformList<T>? list)
        where T : PlatformItem
    {
        using HttpMessageInvoker invoker = new(recorder, disposeHandler: false);
        Queue<Uri> addresses = new(list?.GetAddresses(plugin.GetApiUri(plugin.DefaultBaseUri ?? new Uri("https://acme.atlassian.net/"))) ?? []);
        while (addresses.TryDequeue(out Uri? address))
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            api.Prepare(request);
            using HttpResponseMessage answer = await invoker.SendAsync(request, TestContext.Current.CancellationToken);
            await answer.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
            ItemPage<T> page = list!.Read(answer);
            Assert.NotEmpty(page.Items);
            page.Following.ToList().ForEach(addresses.Enqueue);
        }
    }

    /// <summary>Keeps what is asked and gives prepared answers, with a status in front where it is not 200: what is checked are the requests.</summary>
    private sealed class Recorder(string[] answers) : HttpMessageHandler
    {
        public List<(string Method, Uri Address, HttpRequestHeaders Headers)> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add((request.Method.Method, request.RequestUri!, request.Headers));
            string answer = answers[Asked.Count - 1];
            int status = char.IsDigit(answer[0]) ? int.Parse(answer.AsSpan(0, 3), CultureInfo.InvariantCulture) : 200;
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { RequestMessage = request, Content = new StringContent(status == 200 ? answer : answer[4..], Encoding.UTF8, "application/json") });
        }
    }
}

using System.Text.Json;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Jira;

namespace DevFlow.Platforms.Tests;

public sealed class HookRequestTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly IWebhookAdministration _github = new GitHubPlugin().WebhookAdministration;
    private readonly IWebhookAdministration _gitlab = new GitLabPlugin().WebhookAdministration;
    private readonly IWebhookAdministration _jira = new JiraPlugin().WebhookAdministration;

    [Theory]
    [InlineData("octocat/hello", "repos/octocat/hello/hooks")]
    [InlineData("octo-org", "orgs/octo-org/hooks")]
    [InlineData("a b/c?d", "repos/a%20b/c%3Fd/hooks")]
    public void A_target_of_github_is_a_repository_or_an_organisation(string target, string path) =>
        Assert.StartsWith(path + "?", _github.CreateList(target).RequestUri!.OriginalString, StringComparison.Ordinal);

    [Theory]
    [InlineData("group/sub/project", "projects/group%2Fsub%2Fproject/hooks")]
    [InlineData("278964", "projects/278964/hooks")]
    [InlineData("groups/group/sub", "groups/group%2Fsub/hooks")]
    public void A_target_of_gitlab_is_a_project_or_a_group(string target, string path) =>
        Assert.StartsWith(path + "?", _gitlab.CreateList(target).RequestUri!.OriginalString, StringComparison.Ordinal);

    [Fact]
    public void What_would_lead_to_another_path_is_no_target()
    {
        Assert.All(["../admin", "a/..", "", "a/b/c", "/"], target => Assert.Throws<DevFlowException>(() => _github.CreateList(target)));
        Assert.All(["project", "groups/", "groups/..", ""], target => Assert.Throws<DevFlowException>(() => _gitlab.CreateList(target)));
        Assert.All(["project", "/"], target => Assert.Throws<DevFlowException>(() => _jira.CreateList(target)));
    }

    [Fact]
    public async Task A_gitlab_that_knows_no_signing_token_gets_the_secret_in_the_older_form_and_only_there()
    {
        using SecretBuffer secret = SecretBuffer.FromChars(Secret);
        WebhookDraft draft = new() { Target = "group/project", Uri = new Uri("https://hooks.example.com/webhooks/gitlab"), Events = ["push", "Merge_Requests_Events"], Secret = secret };
        JsonElement first = await BodyAsync(_gitlab.CreateRegistration(draft));
        WebhookRegistration unsigned = Assert.Single(_gitlab.ReadHooks("group/project", JsonElement.Parse("""{"id":7,"url":"https://hooks.example.com/webhooks/gitlab","push_events":true}""")));

        using HttpRequestMessage older = _gitlab.CreateOlderSecret(unsigned, secret)!;
        JsonElement second = await BodyAsync(older);

        Assert.Equal(Secret, first.GetProperty("signing_token").GetString());
        Assert.False(first.TryGetProperty("token", out _));
        Assert.Equal((true, true, false), (first.GetProperty("push_events").GetBoolean(), first.GetProperty("merge_requests_events").GetBoolean(), first.GetProperty("issues_events").GetBoolean()));
        Assert.False(unsigned.IsSigned);
        Assert.Equal(("PUT", "projects/group%2Fproject/hooks/7"), (older.Method.Method, older.RequestUri!.OriginalString));
        Assert.Equal(Secret, second.GetProperty("token").GetString());
    }

    [Fact]
    public void A_payload_gitlab_found_too_large_for_its_log_is_asked_for_again()
    {
        WebhookRegistration hook = new() { Id = "7", Target = "group/project", Uri = new Uri("https://hooks.example.com/") };
        WebhookAttempt attempt = Assert.Single(_gitlab.ReadAttempts(
            hook,
            JsonElement.Parse("""{"id":9,"trigger":"push_hooks","created_at":"2026-11-23T10:00:00Z","response_status":"internal error","request_headers":{"idempotency-key":"k-1"},"request_data":{"oversize":true}}"""),
            DateTimeOffset.MinValue));

        Assert.Equal(("k-1", false, "internal error"), (attempt.DeliveryId, attempt.Succeeded, attempt.Status));
        Assert.Null(attempt.Delivery);
        Assert.Null(_gitlab.CreateDeliveryRead(hook, attempt));
        Assert.Equal("projects/group%2Fproject/hooks/7/events/9/resend", _gitlab.CreateRedelivery(hook, attempt)!.RequestUri!.OriginalString);
    }

    private static async Task<JsonElement> BodyAsync(HttpRequestMessage request) => JsonElement.Parse(await request.Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
}

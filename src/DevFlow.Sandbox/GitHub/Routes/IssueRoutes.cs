using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Issues of a repository.</summary>
internal sealed class IssueRoutes(TimeProvider clock)
{
    private const string Documentation = "https://docs.github.com/rest/issues/issues";

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", ["issues", "#"], "repo", $"{Documentation}#get-an-issue", GetAsync),
        new("GET", ["issues"], "repo", $"{Documentation}#list-repository-issues", ListAsync),
        new("POST", ["issues"], "", $"{Documentation}#create-an-issue", CreateAsync),
        new("PATCH", ["issues", "#"], "", $"{Documentation}#update-an-issue", ChangeAsync),
    ];

    private static ValueTask<GitHubAnswer> GetAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Issue? issue = call.Number <= int.MaxValue ? call.Repository.FindIssue((int)call.Number) : null;
        return new(issue is null ? call.NotFound() : Answer(call, issue, StatusCodes.Status200OK));
    }

    private static ValueTask<GitHubAnswer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        IQueryCollection parameters = call.Request.Query;
        if (!IssueInputReader.TryReadQuery(parameters, out IssueQuery query, out List<FieldError> errors))
        {
            return new(call.Invalid(errors));
        }

        Paging paging = Paging.Read(parameters);
        List<Issue> issues = call.Repository.ListIssues(query);
        JsonBuffer body = JsonBuffer.Rent();
        body.Writer.WriteStartArray();
        foreach (Issue issue in paging.Take(issues))
        {
            IssueJson.Write(body.Writer, call.Repository, issue, call.Links);
        }

        body.Writer.WriteEndArray();
        return new(new GitHubAnswer(StatusCodes.Status200OK, body)
        {
            Link = paging.CreateLink($"{call.Links.Api}/repositories/{call.Repository.Id}/issues", parameters, issues.Count),
        });
    }

    private async ValueTask<GitHubAnswer> CreateAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        (JsonDocument? body, GitHubAnswer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        using (body)
        {
            if (body is null)
            {
                return refusal!;
            }

            if (!IssueInputReader.TryRead(body.RootElement, isNew: true, out IssueInput input, out List<FieldError> errors))
            {
                return call.Invalid(errors);
            }

            Issue issue = call.Repository.AddIssue(input, call.Grant.Account, clock.GetUtcNow(), call.Answered);
            return Answer(call, issue, StatusCodes.Status201Created);
        }
    }

    private async ValueTask<GitHubAnswer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (call.Number > int.MaxValue || call.Repository.FindIssue((int)call.Number) is null)
        {
            return call.NotFound();
        }

        (JsonDocument? body, GitHubAnswer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        using (body)
        {
            if (body is null)
            {
                return refusal!;
            }

            if (!IssueInputReader.TryRead(body.RootElement, isNew: false, out IssueInput input, out List<FieldError> errors))
            {
                return call.Invalid(errors);
            }

            Issue? issue = call.Repository.ChangeIssue((int)call.Number, input, call.Grant.Account, clock.GetUtcNow(), call.Answered);
            return issue is null ? call.NotFound() : Answer(call, issue, StatusCodes.Status200OK);
        }
    }

    private static GitHubAnswer Answer(GitHubCall call, Issue issue, int status)
    {
        JsonBuffer body = JsonBuffer.Rent();
        IssueJson.Write(body.Writer, call.Repository, issue, call.Links);
        return new(status, body) { Location = status == StatusCodes.Status201Created ? call.Links.Api + issue.ApiPath : null };
    }
}

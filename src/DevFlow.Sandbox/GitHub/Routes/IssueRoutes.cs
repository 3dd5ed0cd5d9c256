using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Issues of a repository.</summary>
internal sealed class IssueRoutes(SandboxClock clock)
{
    private const string Documentation = "https://docs.github.com/rest/issues/issues";

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", "/repos/{owner}/{repo}/issues/{issue_number}", "repo", $"{Documentation}#get-an-issue", GetAsync),
        new("GET", "/repos/{owner}/{repo}/issues", "repo", $"{Documentation}#list-repository-issues", ListAsync),
        new("POST", "/repos/{owner}/{repo}/issues", "", $"{Documentation}#create-an-issue", CreateAsync),
        new("PATCH", "/repos/{owner}/{repo}/issues/{issue_number}", "", $"{Documentation}#update-an-issue", ChangeAsync),
    ];

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Issue? issue = call.FindIssue();
        return new(issue is null ? call.NotFound() : Show(call, issue, StatusCodes.Status200OK));
    }

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
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
        call.SetLink(paging.CreateLink($"{call.Links.Api}/repositories/{call.Repository.Id}/issues", parameters, issues.Count));
        return new(Answer.Json(StatusCodes.Status200OK, body));
    }

    private async ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return refusal!;
        }

        if (!IssueInputReader.TryRead(body.Body, isNew: true, out IssueInput input, out List<FieldError> errors))
        {
            return call.Invalid(errors);
        }

        Issue issue = call.Repository.AddIssue(input, call.Grant.Account, clock.Now, call.Answered);
        return Show(call, issue, StatusCodes.Status201Created);
    }

    private async ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (call.FindIssue() is not { } known)
        {
            return call.NotFound();
        }

        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return refusal!;
        }

        if (!IssueInputReader.TryRead(body.Body, isNew: false, out IssueInput input, out List<FieldError> errors))
        {
            return call.Invalid(errors);
        }

        Issue? issue = call.Repository.ChangeIssue(known.Number, input, call.Grant.Account, clock.Now, call.Answered);
        return issue is null ? call.NotFound() : Show(call, issue, StatusCodes.Status200OK);
    }

    private static Answer Show(GitHubCall call, Issue issue, int status)
    {
        JsonBuffer body = JsonBuffer.Rent();
        IssueJson.Write(body.Writer, call.Repository, issue, call.Links);
        call.SetLocation(status, issue.ApiPath);
        return Answer.Json(status, body);
    }
}

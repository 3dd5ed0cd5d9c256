using System.Text.Json;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Comments of an issue.</summary>
internal sealed class CommentRoutes(SandboxClock clock)
{
    private const string Documentation = "https://docs.github.com/rest/issues/comments";
    private const string Resource = "IssueComment";

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", "/repos/{owner}/{repo}/issues/{issue_number}/comments", "repo", $"{Documentation}#list-issue-comments", ListAsync),
        new("POST", "/repos/{owner}/{repo}/issues/{issue_number}/comments", "", $"{Documentation}#create-an-issue-comment", CreateAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        IQueryCollection parameters = call.Request.Query;
        if (call.FindIssue() is not { } issue)
        {
            return new(call.NotFound());
        }

        List<FieldError> errors = [];
        DateTimeOffset? since = IssueInputReader.ReadMoment(parameters, Resource, errors);
        if (errors.Count > 0)
        {
            return new(call.Invalid(errors));
        }

        Paging paging = Paging.Read(parameters);
        List<IssueComment> comments = call.Repository.ListComments(issue.Number, since);
        JsonBuffer body = JsonBuffer.Rent();
        body.Writer.WriteStartArray();
        foreach (IssueComment comment in paging.Take(comments))
        {
            CommentJson.Write(body.Writer, call.Repository, comment, call.Links);
        }

        body.Writer.WriteEndArray();
        string address = $"{call.Links.Api}/repositories/{call.Repository.Id}/issues/{issue.Number}/comments";
        call.SetLink(paging.CreateLink(address, parameters, comments.Count));
        return new(Answer.Json(StatusCodes.Status200OK, body));
    }

    private async ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (call.FindIssue() is not { } issue)
        {
            return call.NotFound();
        }

        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return refusal!;
        }

        if (FindProblem(body.Body, out string text) is { } problem)
        {
            return call.Invalid(problem);
        }

        IssueComment? comment = call.Repository.AddComment(issue.Number, text, call.Grant.Account, clock.Now, call.Answered);
        return comment is null ? call.NotFound() : Show(call, comment);
    }

    private static FieldError? FindProblem(JsonElement body, out string text)
    {
        text = "";
        if (!body.TryGetProperty("body", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return new(Resource, "missing_field", "body");
        }

        if (!JsonBody.TryGetText(value, out text))
        {
            return new(Resource, "invalid", "body");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return new(Resource, "custom", "body", "body cannot be blank");
        }

        return text.Length > IssueInputReader.MaxBodyLength
            ? new(Resource, "custom", "body", $"body is too long (maximum is {IssueInputReader.MaxBodyLength} characters)")
            : null;
    }

    private static Answer Show(GitHubCall call, IssueComment comment)
    {
        JsonBuffer body = JsonBuffer.Rent();
        CommentJson.Write(body.Writer, call.Repository, comment, call.Links);
        call.SetLocation(StatusCodes.Status201Created, $"{call.Repository.ApiPath}/issues/comments/{comment.Id}");
        return Answer.Json(StatusCodes.Status201Created, body);
    }
}

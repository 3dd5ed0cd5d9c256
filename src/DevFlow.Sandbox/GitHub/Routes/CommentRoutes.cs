using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Comments on issues.</summary>
internal sealed class CommentRoutes(SandboxClock clock)
{
    private const string Page = "issues/comments#";
    private const string Resource = "IssueComment";

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/issues/{issue_number}/comments", "issues", $"{Page}list-issue-comments", ListAsync),
        RepositoryRoute.Write("POST", "/issues/{issue_number}/comments", "issues", $"{Page}create-an-issue-comment", CreateAsync),
        RepositoryRoute.Read("/issues/comments", "issues", $"{Page}list-issue-comments-for-a-repository", ListAllAsync),
        RepositoryRoute.Read("/issues/comments/{comment_id}", "issues", $"{Page}get-an-issue-comment", GetAsync),
        RepositoryRoute.Write("PATCH", "/issues/comments/{comment_id}", "issues", $"{Page}update-an-issue-comment", ChangeAsync),
        RepositoryRoute.Write("DELETE", "/issues/comments/{comment_id}", "issues", $"{Page}delete-an-issue-comment", DeleteAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.FindIssue() is not { } issue ? call.NotFound() : Show(call, $"/issues/{issue.Number}/comments", issue.Number));

    private static ValueTask<Answer> ListAllAsync(GitHubCall call, CancellationToken cancellationToken) => new(Show(call, "/issues/comments", null));

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.Repository.Comments.Find(call.Number("comment_id")) is not { } comment
            ? call.NotFound()
            : call.Show(writer => CommentJson.Write(writer, call.Repository, comment, call.Links)));

    private ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (call.FindIssue() is not { } issue)
        {
            return new(call.NotFound());
        }

        return call.ChangeAsync(
            body =>
            {
                IssueComment comment = call.Repository.Comments.Add(issue.Number, ReadBody(body), call.Act(clock));
                return call.ShowNew(
                    $"{call.Repository.ApiPath}/issues/comments/{comment.Id}", writer => CommentJson.Write(writer, call.Repository, comment, call.Links));
            },
            cancellationToken);
    }

    private ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            IssueComment comment = call.Repository.Comments.Change(call.Number("comment_id"), ReadBody(body), call.Act(clock));
            return call.Show(writer => CommentJson.Write(writer, call.Repository, comment, call.Links));
        },
        cancellationToken);

    private ValueTask<Answer> DeleteAsync(GitHubCall call, CancellationToken cancellationToken) => call.Change(() =>
    {
        call.Repository.Comments.Remove(call.Number("comment_id"), call.Act(clock));
        return Answer.Empty(StatusCodes.Status204NoContent);
    });

    private static string ReadBody(Fields body)
    {
        string? text = body.Text("body", maxLength: IssueInputReader.MaxBodyLength);
        body.Check(Resource);
        if (text is null)
        {
            throw GitHubRefusal.Invalid(new FieldError(Resource, "missing_field", "body"));
        }

        return string.IsNullOrWhiteSpace(text)
            ? throw GitHubRefusal.Invalid(new FieldError(Resource, "custom", "body", "body cannot be blank"))
            : text;
    }

    private static Answer Show(GitHubCall call, string path, int? number)
    {
        Fields query = Fields.Of(call.Query);
        DateTimeOffset? since = query.Moment("since");
        string sort = query.OneOf("sort", "created", "updated") ?? "created";
        bool isDescending = query.OneOf("direction", "asc", "desc") == "desc";
        if (query.Problems.Count > 0)
        {
            return call.Invalid([.. query.Problems.Select(problem => new FieldError(Resource, "invalid", problem.Field))]);
        }

        IEnumerable<IssueComment> comments = call.Repository.Comments.List(number, since);
        comments = sort == "updated" ? comments.OrderBy(comment => comment.UpdatedAt) : comments;
        return call.ShowList(
            path, [.. isDescending ? comments.Reverse() : comments], (writer, comment) => CommentJson.Write(writer, call.Repository, comment, call.Links));
    }
}

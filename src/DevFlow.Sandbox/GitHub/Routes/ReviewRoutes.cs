using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Reviews of pull requests.</summary>
internal sealed class ReviewRoutes(SandboxClock clock)
{
    private const string Page = "pulls/reviews#";
    private const string Path = "/pulls/{pull_number}/reviews";
    private const string One = Path + "/{review_id}";

    private static readonly string[] Verdicts = ["APPROVE", "REQUEST_CHANGES", "COMMENT"];

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read(Path, "pull_requests", $"{Page}list-reviews-for-a-pull-request", ListAsync),
        RepositoryRoute.Write("POST", Path, "pull_requests", $"{Page}create-a-review-for-a-pull-request", CreateAsync),
        RepositoryRoute.Read(One, "pull_requests", $"{Page}get-a-review-for-a-pull-request", GetAsync),
        RepositoryRoute.Write("PUT", One, "pull_requests", $"{Page}update-a-review-for-a-pull-request", ChangeAsync),
        RepositoryRoute.Write("DELETE", One, "pull_requests", $"{Page}delete-a-pending-review-for-a-pull-request", DeleteAsync),
        RepositoryRoute.Write("POST", One + "/events", "pull_requests", $"{Page}submit-a-review-for-a-pull-request", SubmitAsync),
        RepositoryRoute.Write("PUT", One + "/dismissals", "pull_requests", $"{Page}dismiss-a-review-for-a-pull-request", DismissAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (call.Repository.Pulls.Find(Pull(call)) is not { } issue)
        {
            return new(call.NotFound());
        }

        // Nobody sees what another has not submitted yet.
        IReadOnlyList<PullReview> reviews =
        [
            .. call.Repository.Pulls.Reviews.List(issue.Number).Where(review => review.State != PullReview.Pending || review.Author == call.Grant.Account),
        ];
        return new(call.ShowList($"/pulls/{issue.Number}/reviews", reviews, (writer, review) => ReviewJson.Write(writer, call.Repository, issue, review, call.Links)));
    }

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.Repository.Pulls.Reviews.Find(Pull(call), call.Number("review_id")) is not { } review ? call.NotFound() : Show(call, review));

    private ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string? verdict = ReadVerdict(body, isRequired: false);
            string? text = body.Text("body");
            string? commit = body.Text("commit_id");
            return Show(call, call.Repository.Pulls.Reviews.Add(Pull(call), verdict, text, commit, call.Act(clock)));
        },
        cancellationToken,
        isOptional: true);

    private ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body => Show(call, call.Repository.Pulls.Reviews.Change(Pull(call), call.Number("review_id"), ReadText(body, "body"), call.Act(clock))),
        cancellationToken);

    private static ValueTask<Answer> DeleteAsync(GitHubCall call, CancellationToken cancellationToken) => call.Change(
        () => Show(call, call.Repository.Pulls.Reviews.Remove(Pull(call), call.Number("review_id"))));

    private ValueTask<Answer> SubmitAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string? verdict = ReadVerdict(body, isRequired: true);
            return Show(call, call.Repository.Pulls.Reviews.Submit(Pull(call), call.Number("review_id"), verdict!, body.Text("body"), call.Act(clock)));
        },
        cancellationToken);

    private ValueTask<Answer> DismissAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            ReadText(body, "message");
            body.OneOf("event", "DISMISS");
            if (body.Problems.Count > 0)
            {
                throw GitHubRefusal.Simple("event is invalid");
            }

            return Show(call, call.Repository.Pulls.Reviews.Dismiss(Pull(call), call.Number("review_id"), call.Act(clock)));
        },
        cancellationToken);

    private static string? ReadVerdict(Fields body, bool isRequired)
    {
        string? verdict = body.OneOf("event", Verdicts);
        if (body.Problems.Count > 0 || (isRequired && verdict is null))
        {
            throw GitHubRefusal.Simple($"Variable $event of type PullRequestReviewEvent was provided invalid value: expected one of {string.Join(", ", Verdicts)}");
        }

        return verdict;
    }

    private static string ReadText(Fields body, string name) =>
        body.Text(name, required: true) ?? throw GitHubRefusal.Simple($"{name} can't be blank");

    private static long Pull(GitHubCall call) => call.Number("pull_number");

    private static Answer Show(GitHubCall call, PullReview review) => call.Show(
        writer => ReviewJson.Write(writer, call.Repository, call.Repository.Pulls.Get(review.PullNumber), review, call.Links));
}

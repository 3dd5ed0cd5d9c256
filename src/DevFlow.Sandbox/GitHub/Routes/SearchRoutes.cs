using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The search for issues and pull requests.</summary>
internal sealed class SearchRoutes(GitHubState state)
{
    private const string Resource = "Search";
    private const int MaxQueryLength = 256;

    /// <summary>GitHub shows no more, however many there are.</summary>
    private const int MaxResults = 1000;

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", "/search/issues", "", "https://docs.github.com/rest/search/search#search-issues-and-pull-requests", SearchAsync) { Bucket = "search" },
    ];

    private ValueTask<Answer> SearchAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        string text = call.Query["q"].ToString();
        if (IssueSearch.Parse(text) is not { } search)
        {
            return new(call.Invalid(new FieldError(Resource, "missing", "q")));
        }

        if (text.Length > MaxQueryLength)
        {
            return new(call.Invalid(new FieldError(Resource, "invalid", "q", $"The search is longer than {MaxQueryLength} characters.")));
        }

        List<(Repository Repository, Issue Issue)> found = [];
        List<Repository> places = [.. state.Repositories.Where(repository => search.Covers(repository) && call.Sees(repository))];
        if (places.Count == 0)
        {
            return new(call.Invalid(new FieldError(
                Resource, "invalid", "q", "The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them.")));
        }

        foreach (Repository repository in places)
        {
            found.AddRange(repository.Issues.FindAll(issue => search.Accepts(repository, issue)).Select(issue => (repository, issue)));
        }

        IssueQuery order = new(null, call.Query["sort"].ToString(), call.Query["order"] == "asc");
        found.Sort((left, right) => order.Compare(left.Issue, right.Issue));
        Paging paging = Paging.Read(call.Query);
        if ((long)(paging.Page - 1) * paging.PerPage >= MaxResults)
        {
            return new(GitHubProblem.Create(422, $"Only the first {MaxResults} search results are available", call.Documentation));
        }

        int shown = Math.Min(found.Count, MaxResults);
        call.SetLink(paging.CreateLink(call.Links.Api + "/search/issues", call.Query, shown));
        return new(call.Show(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("total_count"u8, found.Count);
            writer.WriteBoolean("incomplete_results"u8, false);
            writer.WriteStartArray("items"u8);
            foreach ((Repository repository, Issue issue) in paging.Take(found))
            {
                IssueJson.WriteFound(writer, repository, issue, call.Links);
            }

            writer.WriteEndArray();
            writer.WriteString("search_type"u8, "lexical"u8);
            writer.WriteEndObject();
        }));
    }
}

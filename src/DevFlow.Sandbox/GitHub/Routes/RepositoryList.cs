using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Lists of repositories: only those the token may see, filtered and sorted as asked.</summary>
internal static class RepositoryList
{
    /// <param name="call">The call.</param>
    /// <param name="path">The list's address below the API's root.</param>
    /// <param name="all">What the list is about.</param>
    /// <param name="defaultSort">How it is sorted where nothing is asked.</param>
    public static Answer Show(GitHubCall call, string path, IEnumerable<Repository> all, string defaultSort)
    {
        Fields query = Fields.Of(call.Query);
        string sort = query.OneOf("sort", "created", "updated", "pushed", "full_name") ?? defaultSort;
        string direction = query.OneOf("direction", "asc", "desc") ?? (sort == "full_name" ? "asc" : "desc");
        string kind = query.OneOf("type", "all", "owner", "public", "private", "member", "forks", "sources") ?? "all";
        string visibility = query.OneOf("visibility", "all", "public", "private") ?? "all";
        if (query.Problems.Count > 0)
        {
            return call.Invalid([.. query.Problems.Select(problem => new FieldError("Repository", "invalid", problem.Field))]);
        }

        Account viewer = call.Grant.Account;
        IEnumerable<Repository> found = all.Where(repository => call.Sees(repository) && Fits(repository, kind, viewer) && Fits(repository, visibility, viewer));
        List<Repository> list = [.. Sort(found, sort)];
        if (direction == "desc")
        {
            list.Reverse();
        }

        return call.ShowList(path, list, (writer, repository) => RepositoryJson.WriteListed(writer, repository, viewer, call.Links));
    }

    private static bool Fits(Repository repository, string kind, Account viewer) => kind switch
    {
        "public" => !repository.IsPrivate,
        "private" => repository.IsPrivate,
        "owner" => repository.Owner == viewer || !repository.Owner.IsOrganization,
        "member" => repository.Owner != viewer,
        "forks" => false,
        _ => true,
    };

    private static IOrderedEnumerable<Repository> Sort(IEnumerable<Repository> found, string sort) => sort switch
    {
        "full_name" => found.OrderBy(repository => repository.FullName, StringComparer.OrdinalIgnoreCase),
        "updated" => found.OrderBy(repository => repository.UpdatedAt).ThenBy(repository => repository.Id),
        "pushed" => found.OrderBy(repository => repository.PushedAt).ThenBy(repository => repository.Id),
        _ => found.OrderBy(repository => repository.CreatedAt).ThenBy(repository => repository.Id),
    };
}

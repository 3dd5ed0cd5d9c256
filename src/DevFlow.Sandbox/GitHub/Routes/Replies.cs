using System.Collections.Frozen;
using System.Text.Json;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The forms that answers of all resources have in common.</summary>
internal static class Replies
{
    /// <summary>What whoever sees a repository may do there.</summary>
    private static readonly FrozenSet<string> OpenToReaders = FrozenSet.Create(
        StringComparer.Ordinal,
        "POST /repos/{owner}/{repo}/issues",
        "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
        "POST /repos/{owner}/{repo}/pulls",
        "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews");

    public static Answer Show(this GitHubCall call, Action<Utf8JsonWriter> write) => Answer.Json(StatusCodes.Status200OK, write);

    /// <param name="call">The call.</param>
    /// <param name="path">The new thing's address below the API's root.</param>
    /// <param name="write">Writes it.</param>
    public static Answer ShowNew(this GitHubCall call, string path, Action<Utf8JsonWriter> write)
    {
        call.SetLocation(StatusCodes.Status201Created, path);
        return Answer.Json(StatusCodes.Status201Created, write);
    }

    /// <summary>The page of a list that is asked for.</summary>
    /// <param name="call">The call.</param>
    /// <param name="path">The list's address below the repository's, or the API's root where the call is about none.</param>
    /// <param name="all">The whole list.</param>
    /// <param name="write">Writes one.</param>
    public static Answer ShowList<T>(this GitHubCall call, string path, IReadOnlyList<T> all, Action<Utf8JsonWriter, T> write) =>
        Answer.Json(StatusCodes.Status200OK, writer => WritePage(call, writer, path, all, write));

    /// <summary>The page of a list that comes with the number of all.</summary>
    public static Answer ShowCounted<T>(this GitHubCall call, string path, string name, IReadOnlyList<T> all, Action<Utf8JsonWriter, T> write) =>
        Answer.Json(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("total_count"u8, all.Count);
            writer.WritePropertyName(name);
            WritePage(call, writer, path, all, write);
            writer.WriteEndObject();
        });

    /// <summary>Makes a change that a rule may forbid.</summary>
    public static ValueTask<Answer> Change(this GitHubCall call, Func<Answer> change)
    {
        if (!MayChange(call))
        {
            return new(call.NotFound());
        }

        try
        {
            return new(change());
        }
        catch (GitHubRefusal refusal)
        {
            return new(refusal.ToAnswer(call.Documentation));
        }
    }

    /// <summary>Makes a change that the body describes and a rule may forbid.</summary>
    /// <param name="call">The call.</param>
    /// <param name="change">Makes it.</param>
    /// <param name="cancellationToken">Ends when the caller is gone.</param>
    /// <param name="isOptional">There need be no body.</param>
    /// <param name="mayBeArray">The body may be an array.</param>
    public static async ValueTask<Answer> ChangeAsync(
        this GitHubCall call, Func<Fields, Answer> change, CancellationToken cancellationToken, bool isOptional = false, bool mayBeArray = false)
    {
        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken, isOptional, mayBeArray).ConfigureAwait(false);
        return body is null ? refusal! : await call.Change(() => change(body)).ConfigureAwait(false);
    }

    /// <summary>The issue or pull request the path names; null where there is none.</summary>
    public static Issue? FindIssue(this GitHubCall call) => call.Repository.Issues.Find(call.Number("issue_number"));

    /// <summary>True where the caller may know that a repository is there.</summary>
    public static bool Sees(this GitHubCall call, Repository repository) => AccessRules.MaySee(call.Grant, repository);

    /// <summary>The App that makes a check.</summary>
    public static CheckApp? CheckApp(this GitHubCall call) =>
        call.Grant.App is { } app ? new(app.Id, app.Slug, app.Name, app.Owner, app.CreatedAt) : null;

    public static Act Act(this GitHubCall call, SandboxClock clock) => new(call.Grant.Account, clock.Now, call.Answered);

    /// <summary>Lets a request go on whose fields are all right.</summary>
    /// <param name="fields">What was read.</param>
    /// <param name="resource">What it describes, in GitHub's words: <c>Issue</c>.</param>
    /// <exception cref="GitHubRefusal">A field is not.</exception>
    public static void Check(this Fields fields, string resource)
    {
        if (fields.Problems.Count > 0)
        {
            throw GitHubRefusal.Invalid([.. fields.Problems.Select(problem => Word(problem, resource))]);
        }
    }

    /// <summary>Holds fields the sandbox has no use for to their types, as GitHub does.</summary>
    /// <param name="fields">What was read.</param>
    /// <param name="flags">Names of those that are true or false.</param>
    /// <param name="texts">Names of those that are texts.</param>
    public static void Skim(this Fields fields, ReadOnlySpan<string> flags, ReadOnlySpan<string> texts)
    {
        foreach (string name in flags)
        {
            fields.Flag(name);
        }

        foreach (string name in texts)
        {
            fields.Text(name);
        }
    }

    /// <summary>Notes a field of any type that must be there and is not.</summary>
    public static void Require(this Fields fields, string name)
    {
        if (fields.Raw(name) is null)
        {
            fields.Refuse(name, FieldProblemKind.Missing, "value");
        }
    }

    // In issues and pull requests, where a role less than that to push will do. An App acts by its permissions alone.
    private static bool MayChange(GitHubCall call)
    {
        if (call.Repository is not { } repository || call.Grant.Kind == LoginKind.Installation || call.Route!.AcceptedScopes.Length > 0)
        {
            return true;
        }

        return repository.RoleOf(call.Grant.Account) >= RepositoryRole.Triage
            || OpenToReaders.Contains(call.Route.Operation)
            || (call.Route.Template.EndsWith("/{issue_number}", StringComparison.Ordinal) && call.FindIssue()?.Author == call.Grant.Account)
            || (call.Route.Template.EndsWith("/{comment_id}", StringComparison.Ordinal)
                && repository.Comments.Find(call.Number("comment_id"))?.Author == call.Grant.Account);
    }

    private static FieldError Word(FieldProblem problem, string resource) => problem.Kind switch
    {
        FieldProblemKind.Missing => new(resource, "missing_field", problem.Field),
        FieldProblemKind.Length => new(
            resource, "custom", problem.Field, $"{problem.Field} is too long ({problem.Expected.Replace("at most", "maximum is", StringComparison.Ordinal)})"),
        _ => new(resource, "invalid", problem.Field),
    };

    private static void WritePage<T>(GitHubCall call, Utf8JsonWriter writer, string path, IReadOnlyList<T> all, Action<Utf8JsonWriter, T> write)
    {
        Paging paging = Paging.Read(call.Query);
        writer.WriteStartArray();
        foreach (T item in paging.Take(all))
        {
            write(writer, item);
        }

        writer.WriteEndArray();
        string root = call.Repository is { } repository ? $"{call.Links.Api}/repositories/{repository.Id}" : call.Links.Api;
        call.SetLink(paging.CreateLink(root + path, call.Query, all.Count));
    }
}

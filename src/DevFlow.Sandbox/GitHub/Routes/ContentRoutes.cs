using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Files of a repository.</summary>
internal sealed class ContentRoutes(SandboxClock clock)
{
    private const string Page = "repos/contents#";
    private const string Resource = "Content";
    private const int MaxSize = 1024 * 1024;

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/contents/{path*}", "contents", $"{Page}get-repository-content", GetAsync),
        RepositoryRoute.Write("PUT", "/contents/{path*}", "contents", $"{Page}create-or-update-file-contents", PutAsync),
        RepositoryRoute.Write("DELETE", "/contents/{path*}", "contents", $"{Page}delete-a-file", DeleteAsync),
    ];

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(Get(call, call["path"].Trim('/')));

    private static Answer Get(GitHubCall call, string path)
    {
        string reference = call.Query["ref"].ToString() is { Length: > 0 } asked ? asked : call.Repository.Fields.DefaultBranch;
        if (call.Repository.Git.Resolve(reference) is not { } commit)
        {
            return call.Repository.Git.IsEmpty
                ? GitHubProblem.Create(StatusCodes.Status404NotFound, "This repository is empty.", call.Documentation)
                : GitHubProblem.Create(StatusCodes.Status404NotFound, $"No commit found for the ref {reference}", call.Documentation);
        }

        if (commit.Tree.Find(path) is { } file)
        {
            return call.Show(writer => ContentJson.WriteFile(writer, call.Repository, path, file, reference, withContent: true, call.Links));
        }

        IReadOnlyList<(string Path, GitBlob? File, GitTree? Folder)> entries = commit.Tree.List(path);
        return entries.Count == 0 && path.Length > 0
            ? call.NotFound()
            : call.Show(writer => ContentJson.WriteFolder(writer, call.Repository, entries, reference, call.Links));
    }

    private ValueTask<Answer> PutAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string path = ReadPath(call);
            string? message = body.Text("message", required: true);
            GitBlob? file = ReadContent(body);
            string? sha = body.Text("sha");
            (string branch, Act act, GitPerson author, GitPerson committer) = ReadCommit(call, body);
            body.Check(Resource);
            GitBlob? before = null;
            GitCommit commit = call.Repository.Git.Commit(
                branch,
                tree =>
                {
                    before = tree.Find(path);
                    CheckSha(path, before, sha);
                    return tree.With(path, file);
                },
                author,
                committer,
                message!,
                act);
            return Show(call, before is null ? StatusCodes.Status201Created : StatusCodes.Status200OK, path, file, branch, commit);
        },
        cancellationToken);

    private ValueTask<Answer> DeleteAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            // Some clients have no body in a DELETE; GitHub takes the same fields from the query.
            string path = ReadPath(call);
            string? message = body.Text("message", required: true);
            string? sha = body.Text("sha", required: true);
            (string branch, Act act, GitPerson author, GitPerson committer) = ReadCommit(call, body);
            body.Check(Resource);
            GitCommit commit = call.Repository.Git.Commit(
                branch,
                tree =>
                {
                    CheckSha(path, tree.Find(path) ?? throw GitHubRefusal.NotFound(), sha);
                    return tree.With(path, null);
                },
                author,
                committer,
                message!,
                act);
            return Show(call, StatusCodes.Status200OK, path, null, branch, commit);
        },
        cancellationToken,
        isOptional: true);

    private static string ReadPath(GitHubCall call)
    {
        string path = call["path"].Trim('/');
        return path.Split('/').Any(part => part is "" or "." or ".." or ".git")
            ? throw GitHubRefusal.Invalid(new FieldError(Resource, "custom", "path", "path contains a malformed path component"))
            : path;
    }

    private static GitBlob? ReadContent(Fields body)
    {
        // An empty file has empty content, so the text is not required to be anything.
        body.Require("content");
        if (body.Text("content") is not { } content)
        {
            return null;
        }

        byte[] bytes = new byte[content.Length];
        if (Convert.TryFromBase64String(content.ReplaceLineEndings(""), bytes, out int length))
        {
            return length <= MaxSize ? new(bytes[..length]) : throw GitHubRefusal.Unprocessable("Sorry, your input was too large to process.");
        }

        throw GitHubRefusal.Unprocessable("content is not valid Base64");
    }

    private (string Branch, Act Act, GitPerson Author, GitPerson Committer) ReadCommit(GitHubCall call, Fields body)
    {
        Act act = call.Act(clock);
        GitPerson user = GitPerson.Of(act.By, act.At);
        GitPerson? committer = ReadPerson(body.Inner("committer"), act);
        GitPerson? author = ReadPerson(body.Inner("author"), act);
        return (body.Text("branch") ?? call.Repository.Fields.DefaultBranch, act, author ?? committer ?? user, committer ?? user);
    }

    private static GitPerson? ReadPerson(Fields? person, Act act) => person is null
        ? null
        : new(null, person.Text("name", required: true) ?? "", person.Text("email", required: true) ?? "", person.Moment("date") ?? act.At);

    private static void CheckSha(string path, GitBlob? file, string? sha)
    {
        if (file is not null && sha is null)
        {
            throw GitHubRefusal.Unprocessable("Invalid request.\n\n\"sha\" wasn't supplied.");
        }

        if (sha is not null && sha != file?.Sha)
        {
            throw new GitHubRefusal(StatusCodes.Status409Conflict, $"{path} does not match {sha}");
        }
    }

    private static Answer Show(GitHubCall call, int status, string path, GitBlob? file, string branch, GitCommit commit) => Answer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("content"u8);
        if (file is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            ContentJson.WriteFile(writer, call.Repository, path, file, branch, withContent: false, call.Links);
        }

        CommitJson.WriteGit(writer, call.Repository, commit, call.Links);
        writer.WriteEndObject();
    });
}

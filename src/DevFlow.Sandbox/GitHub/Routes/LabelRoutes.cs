using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Labels of a repository.</summary>
internal sealed class LabelRoutes(SandboxClock clock)
{
    private const string Page = "issues/labels#";
    private const string Resource = "Label";
    private const int ColorLength = 6;
    private const int MaxDescriptionLength = 100;

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/labels", "issues", $"{Page}list-labels-for-a-repository", ListAsync),
        RepositoryRoute.Write("POST", "/labels", "issues", $"{Page}create-a-label", CreateAsync),
        RepositoryRoute.Read("/labels/{name}", "issues", $"{Page}get-a-label", GetAsync),
        RepositoryRoute.Write("PATCH", "/labels/{name}", "issues", $"{Page}update-a-label", ChangeAsync),
        RepositoryRoute.Write("DELETE", "/labels/{name}", "issues", $"{Page}delete-a-label", DeleteAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken) => new(call.ShowList(
        "/labels", call.Repository.Labels.List(), (writer, label) => LabelJson.Write(writer, call.Repository, label, call.Links)));

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        call.Repository.Labels.Find(call["name"]) is not { } label
            ? call.NotFound()
            : call.Show(writer => LabelJson.Write(writer, call.Repository, label, call.Links)));

    private ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string? name = body.Text("name", required: true, IssueInputReader.MaxLabelLength);
            LabelFields fields = Read(body, new(name ?? ""));
            Label label = call.Repository.Labels.Add(fields, call.Act(clock));
            return call.ShowNew(
                $"{call.Repository.ApiPath}/labels/{Uri.EscapeDataString(label.Name)}", writer => LabelJson.Write(writer, call.Repository, label, call.Links));
        },
        cancellationToken);

    private ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            Label label = call.Repository.Labels.Change(
                call["name"],
                before =>
                {
                    // "name" is the older form of "new_name".
                    string? name = body.Text("new_name", maxLength: IssueInputReader.MaxLabelLength) ?? body.Text("name", maxLength: IssueInputReader.MaxLabelLength);
                    return Read(body, before with { Name = string.IsNullOrWhiteSpace(name) ? before.Name : name });
                },
                call.Act(clock));
            return call.Show(writer => LabelJson.Write(writer, call.Repository, label, call.Links));
        },
        cancellationToken,
        isOptional: true);

    private ValueTask<Answer> DeleteAsync(GitHubCall call, CancellationToken cancellationToken) => call.Change(() =>
    {
        call.Repository.Labels.Remove(call["name"], call.Act(clock));
        return Answer.Empty(StatusCodes.Status204NoContent);
    });

    private static LabelFields Read(Fields body, LabelFields before)
    {
        string? color = body.Text("color");
        if (color is not null && (color.Length != ColorLength || !color.All(char.IsAsciiHexDigit)))
        {
            body.Refuse("color", FieldProblemKind.Value, "6 hexadecimal digits");
        }

        string? description = body.Has("description") ? body.Text("description", maxLength: MaxDescriptionLength) : before.Description;
        body.Check(Resource);
        return before with { Color = color ?? before.Color, Description = description };
    }
}

using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Personal tokens and those of projects and groups: shown, revoked, rotated.</summary>
internal sealed class TokenRoutes(TokenRegistry<User> tokens, TokenForms forms, GitLabState state, SandboxClock clock)
{
    private const string Personal = "/api/v4/personal_access_tokens";
    private const int MaxDays = 365;

    private static readonly string[] RotateScopes = ["api", "self_rotate"];
    private static readonly TimeSpan DefaultLife = TimeSpan.FromDays(7);

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", Personal, List)
        {
            Parameters = "user_id:number revoked:flag state:active|inactive created_before:date created_after:date last_used_before:date "
                + "last_used_after:date expires_before:date expires_after:date search sort",
        },
        new("GET", Personal + "/self", call => Show(call, call.Token)) { Scopes = [] },
        new("DELETE", Personal + "/self", call => Revoke(call.Token)) { Scopes = [] },
        new("POST", Personal + "/self/rotate", call => Rotate(call, call.Token!, StatusCodes.Status200OK))
        {
            Scopes = RotateScopes, Parameters = "expires_at:date", RevokesFamilyOnReuse = true,
        },
        new("GET", Personal + "/{id}", call => Show(call, Find(call))),
        new("DELETE", Personal + "/{id}", call => Revoke(Find(call))),
        new("POST", Personal + "/{id}/rotate", call => Find(call) is { } token ? Rotate(call, token, StatusCodes.Status201Created) : GitLabProblem.NotFound())
        {
            Parameters = "expires_at:date",
        },
        new("POST", "/api/v4/projects/{id}/access_tokens/self/rotate", RotateOfProject)
        {
            Scopes = RotateScopes, Parameters = "expires_at:date", RevokesFamilyOnReuse = true,
        },
        new("POST", "/api/v4/groups/{id}/access_tokens/self/rotate", RotateOfGroup)
        {
            Scopes = RotateScopes, Parameters = "expires_at:date", RevokesFamilyOnReuse = true,
        },
    ];

    private Answer List(GitLabCall call)
    {
        if (call.Fields.Number("user_id") is { } userId && userId != call.User.Id)
        {
            return GitLabProblem.Unauthorized();
        }

        bool? isRevoked = call.Fields.Flag("revoked");
        string? wanted = call.Fields.Text("state");
        string? search = call.Fields.Text("search");
        Token<User>[] found = [.. tokens.List().Where(token =>
            token.Spec.Owner == call.User
            && LoginKind.IsPersonal(token.Spec.Kind)
            && (isRevoked is null || isRevoked == token.EndedAt is not null)
            && (string.IsNullOrEmpty(wanted) || wanted == "active" == (token.Status(call.Now) == TokenStatus.Active))
            && (search is null || token.Spec.Name?.Contains(search, StringComparison.OrdinalIgnoreCase) == true))];
        return Paging.Show(call, found, (writer, token) => TokenJson.Write(writer, token, call.Now));
    }

    private Token<User>? Find(GitLabCall call) =>
        tokens.Find(call.Number("id")) is { } token && token.Spec.Owner == call.User && LoginKind.IsPersonal(token.Spec.Kind) ? token : null;

    private static Answer Show(GitLabCall call, Token<User>? token) => token is null
        ? GitLabProblem.NotFound()
        : GitLabCall.Ok(writer => TokenJson.Write(writer, token, call.Now));

    private Answer Revoke(Token<User>? token)
    {
        if (token is null)
        {
            return GitLabProblem.NotFound();
        }

        return tokens.Revoke(token) ? GitLabCall.NoContent() : GitLabProblem.Message(StatusCodes.Status400BadRequest, "400 Bad request");
    }

    private Answer RotateOfProject(GitLabCall call) => call.Token!.Spec.Kind == LoginKind.Project && call.Access > AccessLevel.None
        ? Rotate(call, call.Token, StatusCodes.Status200OK, call.Project)
        : NotAllowed();

    // A group's token is a member of all its projects; any of them stands for the group.
    private Answer RotateOfGroup(GitLabCall call) =>
        state.Projects.Find(project => project.Group.IsNamed(call["id"]) && project.AccessOf(call.User) > AccessLevel.None) is not { } project ? GitLabProblem.NotFound()
        : call.Token!.Spec.Kind == LoginKind.Group ? Rotate(call, call.Token, StatusCodes.Status200OK, project)
        : NotAllowed();

    private Answer Rotate(GitLabCall call, Token<User> token, int status, Project? project = null)
    {
        if (project is null ? !LoginKind.IsPersonal(token.Spec.Kind) : !LoginKind.IsResource(token.Spec.Kind))
        {
            return NotAllowed();
        }

        DateTimeOffset today = new(call.Now.UtcDateTime.Date, TimeSpan.Zero);
        DateTimeOffset? asked = call.Fields.Moment("expires_at");
        if (asked < today || asked > today.AddDays(MaxDays))
        {
            return GitLabProblem.Message(
                StatusCodes.Status400BadRequest, FormattableString.Invariant($"400 Bad request - Expiration date must be before {today.AddDays(MaxDays):yyyy-MM-dd}"));
        }

        // A token of another request may be the one that is rotated, so it is asked here, not before.
        if (tokens.Rotate(token) != TokenStatus.Active)
        {
            call.Exchange.Refuse("token-reuse");
            return GitLabProblem.Message(StatusCodes.Status400BadRequest, "400 Bad request - Token already revoked");
        }

        string secret = forms.Create(token.Spec.Kind);
        DateTimeOffset end = asked ?? state.ToExpiry(clock.Scale(DefaultLife));
        Token<User> next = tokens.Add(secret, token.Spec with { ExpiresAt = end }, token.Family);
        return Answer.Json(status, writer => TokenJson.WriteNew(writer, next, secret, project, call.Now));
    }

    private static Answer NotAllowed() => GitLabProblem.Message(StatusCodes.Status405MethodNotAllowed, "405 Method Not Allowed");
}

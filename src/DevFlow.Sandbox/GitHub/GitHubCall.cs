using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Ledger;
using DevFlow.Sandbox.Limits;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>One request on its way through GitHub.</summary>
internal sealed class GitHubCall(HttpContext context, Exchange exchange, Links links, string requestId) : Call(context, exchange)
{
    /// <summary>The value of X-GitHub-Request-Id.</summary>
    public string RequestId { get; } = requestId;

    /// <summary>The roots of the addresses in the answer: of the form, Enterprise or plain, that was asked.</summary>
    public Links Links { get; } = links;

    /// <summary>Whose credential it is; set before a route sees the call, but for routes that are open to anyone.</summary>
    public Grant Grant { get; set; } = null!;

    /// <summary>The token that was shown; null where the credential was none.</summary>
    public Token<Grant>? Token { get; set; }

    /// <summary>Whose limits count.</summary>
    public LimitPool Pool { get; set; } = null!;

    /// <summary>The state of the primary limit the request is counted in.</summary>
    public Reading Limit { get; set; }

    /// <summary>The place of that limit in <see cref="LimitResource.All"/>.</summary>
    public int Resource => Route?.Resource ?? 0;

    /// <summary>The matched route; null where there is none.</summary>
    public GitHubRoute? Route { get; set; }

    /// <summary>The repository the path names; set for routes below one.</summary>
    public Repository Repository { get; set; } = null!;

    /// <summary>The organisation the path names; set for routes below one.</summary>
    public Account Organization { get; set; } = null!;

    public string Documentation => Route?.Documentation ?? GitHubProblem.Documentation;

    /// <summary>Ends when the answer is sent.</summary>
    public Task Answered => Exchange.Answered;

    public void SetLink(string? link) => Response.Headers.Link = link;

    /// <summary>Names a new thing's address in the API.</summary>
    public void SetLocation(int status, string apiPath)
    {
        if (status == StatusCodes.Status201Created)
        {
            Response.Headers.Location = Links.Api + apiPath;
        }
    }

    public Answer NotFound() => GitHubProblem.NotFound(Documentation);

    public Answer Invalid(params IReadOnlyList<FieldError> errors) => GitHubProblem.Invalid(errors, Documentation);

    /// <summary>Reads a body that must be a JSON object.</summary>
    /// <param name="cancellationToken">Ends when the caller is gone.</param>
    /// <param name="isOptional">No body, or null, is as good as an empty object.</param>
    /// <param name="mayBeArray">An array will do too.</param>
    /// <returns>The body, or the answer that refuses it.</returns>
    public async ValueTask<(Fields? Body, Answer? Refusal)> ReadBodyAsync(
        CancellationToken cancellationToken, bool isOptional = false, bool mayBeArray = false)
    {
        Fields fields;
        try
        {
            // Octokit says its JSON is a form; GitHub looks at the body and not at the type.
            fields = await Fields.ReadJsonAsync(Request, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return (null, Refuse(StatusCodes.Status400BadRequest, "Problems parsing JSON"));
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Refuse(StatusCodes.Status413PayloadTooLarge, "Payload Too Large"));
        }

        return fields.Body.ValueKind switch
        {
            JsonValueKind.Object => (fields, null),
            JsonValueKind.Array when mayBeArray => (fields, null),
            JsonValueKind.Undefined or JsonValueKind.Null when isOptional => (fields, null),
            JsonValueKind.Undefined => (null, Refuse(StatusCodes.Status422UnprocessableEntity, "Invalid request.\n\nFor 'links/0/schema', nil is not an object.")),
            _ => (null, Refuse(StatusCodes.Status400BadRequest, "Body should be a JSON object")),
        };
    }

    private Answer Refuse(int status, string message) => GitHubProblem.Create(status, message, Documentation);
}

using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>One request on its way through the sandbox.</summary>
internal sealed class GitHubCall(HttpContext context, Links links, RequestPath path)
{
    private TaskCompletionSource? _answered;

    public HttpContext Context { get; } = context;

    public HttpRequest Request => Context.Request;

    /// <summary>The roots of the addresses in the answer: of the form, Enterprise or plain, that was asked.</summary>
    public Links Links { get; } = links;

    public RequestPath Path { get; } = path;

    /// <summary>Whose token it is; set before a route sees the call.</summary>
    public TokenGrant Grant { get; set; } = null!;

    /// <summary>The state of the limit the request is counted in.</summary>
    public LimitReading Limit { get; set; }

    /// <summary>The matched route; null where there is none.</summary>
    public GitHubRoute? Route { get; set; }

    /// <summary>The repository the path names; set for routes below one.</summary>
    public Repository Repository { get; set; } = null!;

    /// <summary>The number in the route's path; 0 where the route has none.</summary>
    public long Number { get; set; }

    public string Documentation => Route?.Documentation ?? GitHubAnswer.Documentation;

    /// <summary>Ends when the answer is sent.</summary>
    public Task Answered =>
        (_answered ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void MarkAnswered() => _answered?.TrySetResult();

    public GitHubAnswer NotFound() => GitHubAnswer.NotFound(Documentation);

    public GitHubAnswer Invalid(params IReadOnlyList<FieldError> errors) => GitHubAnswer.Invalid(errors, Documentation);

    /// <summary>Reads a body that must be a JSON object.</summary>
    /// <returns>The body, to be disposed, or the answer that refuses it.</returns>
    public async ValueTask<(JsonDocument? Body, GitHubAnswer? Refusal)> ReadBodyAsync(CancellationToken cancellationToken)
    {
        JsonDocument? body;
        try
        {
            body = await JsonBody.ReadAsync(Request, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return (null, Refuse(StatusCodes.Status400BadRequest, "Problems parsing JSON"));
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, Refuse(StatusCodes.Status413PayloadTooLarge, "Payload Too Large"));
        }

        if (body is null)
        {
            return (null, Refuse(StatusCodes.Status422UnprocessableEntity, "Invalid request.\n\nFor 'links/0/schema', nil is not an object."));
        }

        if (body.RootElement.ValueKind != JsonValueKind.Object)
        {
            body.Dispose();
            return (null, Refuse(StatusCodes.Status400BadRequest, "Body should be a JSON object"));
        }

        return (body, null);
    }

    private GitHubAnswer Refuse(int status, string message) => GitHubAnswer.Problem(status, message, Documentation);
}

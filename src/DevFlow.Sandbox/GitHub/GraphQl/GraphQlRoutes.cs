using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The GraphQL endpoint: status 200 for whatever comes of a query.</summary>
internal sealed class GraphQlRoutes(GitHubState state, GitHubLimits limits)
{
    private const string Documentation = "https://docs.github.com/graphql";

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("POST", GitHubRoute.GraphQl, "repo", Documentation, QueryAsync) { Bucket = "graphql" },
    ];

    private async ValueTask<Answer> QueryAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return refusal!;
        }

        if (body.Text("query") is not { Length: > 0 } query)
        {
            return GitHubProblem.Create(
                StatusCodes.Status400BadRequest, "A query attribute must be specified and must be a string.", Documentation);
        }

        try
        {
            return Run(call, query, body.Text("operationName"), body.Raw("variables"));
        }
        catch (GraphQlException problem)
        {
            return ShowErrors([problem.Error]);
        }
    }

    private Answer Run(GitHubCall call, string query, string? name, JsonElement? variables)
    {
        GraphQlDocument document = GraphQlParser.Parse(query);
        if (document.Find(name) is not { } operation)
        {
            return ShowErrors([new(name is null ? "An operation name is required" : $"No operation named \"{name}\"")]);
        }

        GraphQlRequest request = GraphQlRequest.Create(call, document, operation, variables);
        string root = operation.IsMutation ? "Mutation" : "Query";
        request.Cost = GraphQlCost.Measure(request, root);
        if (!IsDryRun(request) && limits.EnterGraphQl(call, request.Cost.Points, operation.IsMutation, out bool isExhausted) is var refusal
            && (refusal is not null || isExhausted))
        {
            return refusal ?? ShowErrors([new($"API rate limit exceeded for {call.Pool.Subject}.") { Type = "RATE_LIMITED" }]);
        }

        request.Limit = call.Limit;
        JsonBuffer answer = JsonBuffer.Rent();
        answer.Writer.WriteStartObject();
        new GraphQlExecutor(request, answer.Writer).Write(state, root);
        WriteErrors(answer.Writer, request.Errors);
        answer.Writer.WriteEndObject();
        return Answer.Json(StatusCodes.Status200OK, answer);
    }

    // rateLimit(dryRun: true) asks what the query would cost, and counts nothing.
    private static bool IsDryRun(GraphQlRequest request) => request.Operation.Selections.OfType<GraphQlFieldSelection>()
        .Any(field => field.Name == "rateLimit" && new GraphQlArguments(request, field)["dryRun"] is true);

    private static Answer ShowErrors(IReadOnlyList<GraphQlError> errors) => Answer.Json(StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartObject();
        WriteErrors(writer, errors);
        writer.WriteEndObject();
    });

    private static void WriteErrors(Utf8JsonWriter writer, IReadOnlyList<GraphQlError> errors)
    {
        if (errors.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("errors"u8);
        foreach (GraphQlError error in errors)
        {
            error.Write(writer);
        }

        writer.WriteEndArray();
    }
}

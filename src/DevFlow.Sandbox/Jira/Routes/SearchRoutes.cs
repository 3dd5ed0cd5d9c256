using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Searches: Cloud's with a token for the next page, Data Center's with the number of the first issue.</summary>
internal sealed class SearchRoutes(JiraState state)
{
    private const int MaxIds = 5000;
    private const int MaxIssues = 100;
    private const int MaxServerIssues = 1000;
    private const string Read = "read:jira-work";

    public IEnumerable<JiraRoute> CloudRoutes =>
    [
        new("GET", "/rest/api/3/search/jql", Read, state, Search),
        new("POST", "/rest/api/3/search/jql", Read, state, Search),
        new("POST", "/rest/api/3/search/approximate-count", Read, state, Count),
    ];

    public IEnumerable<JiraRoute> ServerRoutes =>
    [
        new("GET", "/rest/api/3/search", Read, state, SearchByNumber),
        new("POST", "/rest/api/3/search", Read, state, SearchByNumber),
    ];

    /// <summary>Parses a query for who asks.</summary>
    /// <returns>The query, or the answer that refuses it.</returns>
    public static (JqlQuery? Query, Answer? Refusal) Parse(JiraState state, JiraCall call, string? jql, bool mayBeUnbounded)
    {
        try
        {
            JqlQuery query = JqlParser.Parse(jql ?? "", new(state, call.User));
            return query.IsBounded || mayBeUnbounded
                ? (query, null)
                : (null, JiraProblem.BadRequest("Unbounded JQL queries are not allowed here. Please add a search restriction to your query."));
        }
        catch (JqlException error)
        {
            return (null, JiraProblem.BadRequest(error.Message));
        }
    }

    private Answer Search(JiraCall call, Fields input)
    {
        FieldSelection fields = FieldSelection.Of(input.Texts("fields"), "id");
        string jql = input.Text("jql") ?? "";
        long size = input.Number("maxResults") ?? 50;
        bool withHistory = input.Text("expand")?.Contains("changelog", StringComparison.Ordinal) == true;
        _ = input.Flag("fieldsByKeys");
        if (input.Problems is [var problem, ..])
        {
            return JiraProblem.BadRequest($"The value of '{problem.Field}' must be a {problem.Expected}.");
        }

        if (size is < 0 or > MaxIds)
        {
            return JiraProblem.BadRequest($"The maxResults must be between 0 and {MaxIds}.");
        }

        (JqlQuery? query, Answer? refusal) = Parse(state, call, jql, mayBeUnbounded: false);
        if (query is null)
        {
            return refusal!;
        }

        if (!TryReadToken(input.Text("nextPageToken"), jql, out int start))
        {
            return JiraProblem.BadRequest("The provided next page token is invalid.");
        }

        List<Issue> found = query.Find(state, call.User);
        int taken = (int)Math.Min(size, fields.IsIdOnly ? MaxIds : MaxIssues);
        bool isLast = start + (long)taken >= found.Count;
        Issue[] page = [.. found.Skip(start).Take(taken)];
        call.Objects = page.Length;
        return JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            writer.WriteArray("issues"u8, page, issue => WriteHit(writer, issue, call.View, fields, withHistory));
            if (!isLast)
            {
                writer.WriteString("nextPageToken"u8, WriteToken(start + taken, jql));
            }

            writer.WriteBoolean("isLast"u8, isLast);
            writer.WriteEndObject();
        });
    }

    private Answer Count(JiraCall call, Fields input)
    {
        (JqlQuery? query, Answer? refusal) = Parse(state, call, input.Text("jql"), mayBeUnbounded: false);
        return query is null ? refusal! : JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("count"u8, query.Find(state, call.User).Count);
            writer.WriteEndObject();
        });
    }

    private Answer SearchByNumber(JiraCall call, Fields input)
    {
        (JqlQuery? query, Answer? refusal) = Parse(state, call, input.Text("jql"), mayBeUnbounded: true);
        return query is null ? refusal! : WriteResults(call, input, query.Find(state, call.User));
    }

    /// <summary>Schema SearchResults, as the agile API has it too.</summary>
    public static Answer WriteResults(JiraCall call, Fields input, IReadOnlyCollection<Issue> found)
    {
        FieldSelection fields = FieldSelection.Of(input.Texts("fields"), "*navigable");
        PageJson page = PageJson.Read(input, most: MaxServerIssues);
        bool withHistory = input.Texts("expand")?.Contains("changelog", StringComparer.Ordinal) == true;
        call.Objects = page.Take(found).Count();
        return JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("expand"u8, "schema,names");
            page.WritePosition(writer, found.Count);
            writer.WriteArray("issues"u8, page.Take(found), issue => IssueJson.Write(writer, issue, call.View, fields, withHistory));
            writer.WriteEndObject();
        });
    }

    // With ids alone asked for, Cloud leaves out everything else.
    private static void WriteHit(Utf8JsonWriter writer, Issue issue, JiraView view, FieldSelection fields, bool withHistory)
    {
        if (!fields.IsIdOnly)
        {
            IssueJson.Write(writer, issue, view, fields, withHistory);
            return;
        }

        writer.WriteStartObject();
        writer.WriteId(issue.Id);
        writer.WriteEndObject();
    }

    // The token is good for its query only.
    private static string WriteToken(int start, string jql) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{start}\n{jql}")));

    private static bool TryReadToken(string? token, string jql, out int start)
    {
        start = 0;
        if (string.IsNullOrEmpty(token))
        {
            return true;
        }

        byte[] bytes = new byte[token.Length];
        if (!Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out int length))
        {
            return false;
        }

        string[] parts = Encoding.UTF8.GetString(bytes, 0, length).Split('\n', 2);
        return parts.Length == 2 && parts[1] == jql && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out start);
    }
}

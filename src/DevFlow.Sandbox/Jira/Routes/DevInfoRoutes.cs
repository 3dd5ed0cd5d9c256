using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Development information: what apps tell of branches, commits and pull requests. For apps only.</summary>
internal sealed class DevInfoRoutes(JiraState state, DevInfo information)
{
    private const string Read = "read:dev-info:jira";
    private const string Write = "write:dev-info:jira";
    private const string Remove = "delete:dev-info:jira";

    public IEnumerable<JiraRoute> Routes =>
    [
        new("POST", "/devinfo/0.10/bulk", Write, state, Store) { IsForApps = true },
        new("GET", "/devinfo/0.10/repository/{repositoryId}", Read, state, Show) { IsForApps = true },
        new("DELETE", "/devinfo/0.10/repository/{repositoryId}", Remove, state, Delete) { IsForApps = true },
        new("DELETE", "/devinfo/0.10/repository/{repositoryId}/{entityType}/{entityId}", Remove, state, DeleteEntity) { IsForApps = true },
        new("DELETE", "/devinfo/0.10/bulkByProperties", Remove, state, DeleteByProperties) { IsForApps = true },
        new("GET", "/devinfo/0.10/existsByProperties", Read, state, Exists) { IsForApps = true },
    ];

    private Answer Store(JiraCall call, Fields input)
    {
        _ = (input.Flag("preventTransitions"), input.Inner("properties"));
        if (input.Problems is [var wrong, ..])
        {
            return JiraProblem.DevInfo($"{wrong.Field} must be {wrong.Expected}.");
        }

        if (DevInfo.FindProblem(input.Body) is { } problem)
        {
            return JiraProblem.DevInfo(problem);
        }

        JsonElement properties = input.Raw("properties") ?? default;
        List<DevInfoResult> results = [.. input.Raw("repositories")!.Value.EnumerateArray().Select(repository => information.Store(repository, properties))];
        SortedSet<string> unknown = new(StringComparer.Ordinal);
        foreach (string key in results.SelectMany(result => result.IssueKeys))
        {
            if (state.FindIssue(key, call.User) is null)
            {
                unknown.Add(key);
            }
        }

        return JiraCall.Show(
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("acceptedDevinfoEntities"u8);
                foreach (DevInfoResult result in results)
                {
                    writer.WriteStartObject(result.RepositoryId);
                    foreach ((string kind, IReadOnlyList<string> ids) in result.Accepted)
                    {
                        writer.WriteStartArray(kind);
                        foreach (string id in ids)
                        {
                            writer.WriteStringValue(id);
                        }

                        writer.WriteEndArray();
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
                writer.WriteStartObject("failedDevinfoEntities"u8);
                writer.WriteEndObject();
                writer.WriteArray("unknownIssueKeys"u8, unknown, writer.WriteStringValue);
                writer.WriteEndObject();
            },
            StatusCodes.Status202Accepted);
    }

    private Answer Show(JiraCall call, Fields input) => information.Find(call["repositoryId"]) is { } repository
        ? JiraCall.Show(repository.Write)
        : Answer.Empty(StatusCodes.Status404NotFound);

    // Accepted, whether or not there was anything: Jira deletes later.
    private Answer Delete(JiraCall call, Fields input) =>
        Accept(input, sequence => information.Delete(call["repositoryId"], sequence));

    private Answer DeleteEntity(JiraCall call, Fields input) => DevInfo.KindOf(call["entityType"]) is { } kind
        ? Accept(input, sequence => information.Delete(call["repositoryId"], kind, call["entityId"], sequence))
        : JiraProblem.DevInfo($"Unknown entity type: {call["entityType"]}");

    private Answer DeleteByProperties(JiraCall call, Fields input) => ReadProperties(call) is { Count: > 0 } properties
        ? Accept(input, sequence => information.DeleteWhere(properties, sequence))
        : JiraProblem.DevInfo("At least one property must be given.");

    private Answer Exists(JiraCall call, Fields input) => ReadProperties(call) is { Count: > 0 } properties
        ? JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("hasDataMatchingProperties"u8, information.Exists(properties));
            writer.WriteEndObject();
        })
        : JiraProblem.DevInfo("At least one property must be given.");

    private static Answer Accept(Fields input, Action<long?> delete)
    {
        long? sequence = input.Number("_updateSequenceId");
        if (input.Problems.Count > 0)
        {
            return JiraProblem.DevInfo("_updateSequenceId must be a number.");
        }

        delete(sequence);
        return Answer.Empty(StatusCodes.Status202Accepted);
    }

    private static Dictionary<string, string> ReadProperties(JiraCall call) =>
        call.Query.Where(pair => !pair.Key.StartsWith('_')).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
}

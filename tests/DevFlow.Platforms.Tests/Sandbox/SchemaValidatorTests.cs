using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Sandbox;

/// <summary>The validator is the oracle of the contract tests, so it is shown answers that are wrong.</summary>
public sealed class SchemaValidatorTests
{
    [Theory]
    [InlineData("number", null, "$.number is missing")]
    [InlineData("number", "null", "$.number is null")]
    [InlineData("number", "\"7\"", "$.number is String, not integer")]
    [InlineData("invented", "1", "$.invented is not described")]
    [InlineData("url", "\"/relative path\"", "which is no uri")]
    [InlineData("created_at", "\"2026-03-01T10:00:00+00:00\"", "which is no date-time")]
    [InlineData("state_reason", "\"bored\"", "not among the choices")]
    [InlineData("labels", "[7]", "fits no alternative")]
    [InlineData("user", "{}", "$.user.login is missing")]
    public async Task A_wrong_answer_is_found(string property, string? value, string expected)
    {
        GitHubDescription description = GitHubDescription.Instance;
        await using RunningSandbox sandbox = await RunningSandbox.StartAsync();
        JsonElement issue = await sandbox.CallAsync("GET", RunningSandbox.Repo + "/issues/1");
        JsonObject wrong = JsonNode.Parse(issue.GetRawText())!.AsObject();
        wrong.Remove(property);
        if (value is not null)
        {
            wrong[property] = JsonNode.Parse(value);
        }

        List<string> errors = new SchemaValidator(description).Validate(JsonElement.Parse(wrong.ToJsonString()), description.Schema("issue"));

        Assert.Contains(errors, error => error.Contains(expected, StringComparison.Ordinal));
    }
}

using System.Text.Json;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.GitHub;

/// <summary>GitHub's example payloads, one per event and action, where this machine has them.</summary>
internal static class GitHubPayloads
{
    public const int Count = 329;

    public static IReadOnlyList<(string Event, JsonElement Payload)> Read()
    {
        string? file = RepositoryRoot.SharedData("data", "github-webhooks", "index.json");
        if (file is null)
        {
            Assert.Skip("The example payloads of GitHub's webhooks are not on this machine.");
        }

        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(file));
        List<(string, JsonElement)> payloads = [];
        foreach (JsonElement group in index.RootElement.EnumerateArray())
        {
            string name = group.GetProperty("name").GetString()!;
            payloads.AddRange(group.GetProperty("examples").EnumerateArray().Select(example => (name, example.Clone())));
        }

        Assert.Equal(Count, payloads.Count);
        return payloads;
    }
}

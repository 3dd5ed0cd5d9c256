using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>The generator is tried on everything the vendors describe, served or not.</summary>
public sealed class EveryOperationTests(ITestOutputHelper output)
{
    // They require a field no property describes.
    private static readonly string[] Impossible =
    [
        "POST /rest/api/3/bulk/issues/move", "PUT /rest/api/3/issuesecurityschemes/{schemeId}/level/{levelId}/member",
    ];

    [Theory]
    [InlineData("github.json", 6)]
    [InlineData("gitlab.yaml", 0)]
    [InlineData("jira-platform.json", 0)]
    [InlineData("jira-software.json", 0)]
    [InlineData("slack-web.json", 0)]
    public async Task Good_input_fits_the_description_and_bad_input_does_not(string file, int beyondTheGenerator)
    {
        ApiDescription? description = ApiDescription.Load(file);
        Assert.SkipWhen(description is null, "The vendor's description is not on this machine (DEVFLOW_TESTDATA).");
        int count = 0;
        List<string> failures = [];
        List<string> beyond = [];
        foreach (ApiOperation operation in description.Operations.Where(operation => !Impossible.Contains(operation.Name)))
        {
            try
            {
                await foreach (ContractInput input in new InputGenerator(operation, new AnyPath()).GenerateAsync(TestContext.Current.CancellationToken))
                {
                    count++;
                    Compare(operation, input, failures);
                }
            }
            catch (InvalidOperationException error) when (error.Message.Contains("needs a known value", StringComparison.Ordinal))
            {
                beyond.Add(error.Message);
            }
        }

        output.WriteLine($"{file}: {count} requests");
        Assert.True(failures.Count == 0, $"{failures.Count} failures{Environment.NewLine}{string.Join(Environment.NewLine, failures.Take(30))}");
        Assert.True(beyond.Count == beyondTheGenerator, string.Join(Environment.NewLine, beyond));
    }

    private static void Compare(ApiOperation operation, ContractInput input, List<string> failures)
    {
        bool isGood = input.Kind is InputKind.Good or InputKind.NoToken;
        bool isBad = input.Subject.StartsWith("$.", StringComparison.Ordinal);
        if (input is not { MediaType: "application/json", Body: { } body } || !(isGood || isBad))
        {
            return;
        }

        SchemaValidator validator = new(operation.Description, new(), _ => null, isRequest: true);
        List<Violation> found = validator.Validate(JsonElement.Parse(body), operation.Body!.Json);
        if (isGood != (found.Count == 0))
        {
            failures.Add($"{operation}: {input}: {string.Join(", ", found)}");
        }
    }

    private sealed class AnyPath : IKnownValues
    {
        public ValueTask<KnownValue> FindAsync(ApiOperation operation, string name, CancellationToken cancellationToken) =>
            new(operation.Parameters.Any(parameter => parameter.In == "path" && parameter.Name == name) ? new(true, "any") : KnownValue.None);

        public JsonNode? FindUnknown(ApiOperation operation, string name) => null;
    }
}

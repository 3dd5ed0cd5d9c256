using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

public sealed class InputGeneratorTests
{
    [Fact]
    public async Task An_operation_with_a_body_is_tried_in_every_way()
    {
        KnownValues known = new();
        known.Add("$.title", "a title");

        List<ContractInput> inputs = await GenerateAsync(SampleApi.Create, known);

        Assert.Equal(
            [
                "NoToken $", "Good $", "Good $.*", "MalformedJson $", "NoObject $", "MissingField $.title", "WrongType $.title",
                "WrongChoice $.state", "WrongType $.state", "WrongType $.flag",
            ],
            inputs.Select(input => $"{input.Kind} {input.Subject}"));
        Assert.Equal("""{"title":"a title"}""", inputs[1].Body);
        Assert.Equal(["title", "state", "flag"], Fields(inputs[2]));
        Assert.Equal(["state", "flag"], Fields(inputs[5]));
    }

    [Fact]
    public async Task Choices_of_a_filter_are_all_tried_and_so_is_one_that_is_none()
    {
        List<ContractInput> inputs = await GenerateAsync(SampleApi.List, new KnownValues());

        Assert.Equal(
            ["NoToken /v1/things", "Good /v1/things", "Good /v1/things?state=open", "Good /v1/things?state=closed", "WrongChoice /v1/things?state=no-such-thing"],
            inputs.Select(input => $"{input.Kind} {input.Path}"));
    }

    [Fact]
    public async Task An_id_is_made_anew_for_each_good_request_and_is_unknown_in_one()
    {
        int made = 0;
        KnownValues known = new();
        known.Add("thing_id", _ => Task.FromResult<JsonNode?>(++made));

        List<ContractInput> inputs = await GenerateAsync(SampleApi.Delete, known);

        Assert.Equal(["/v1/things/1", "/v1/things/2", "/v1/things/999999999"], inputs.Select(input => input.Path));
    }

    [Fact]
    public async Task A_needed_field_is_always_sent_and_an_omitted_one_never()
    {
        KnownValues known = new();
        known.Add("$.owner", 7, "POST *", isNeeded: true);
        known.Add("$.flag", (JsonNode?)null);

        List<ContractInput> inputs = await GenerateAsync(SampleApi.Create, known);

        Assert.Equal(["title", "owner"], Fields(inputs[1]));
        Assert.Contains(inputs, input => input is { Kind: InputKind.MissingField, Subject: "$.owner" });
        Assert.DoesNotContain(inputs, input => input.Subject == "$.flag");
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_requests() =>
        Assert.Equal(await GenerateAsync(SampleApi.Create, new KnownValues()), await GenerateAsync(SampleApi.Create, new KnownValues()));

    [Fact]
    public async Task A_path_without_a_known_value_says_which_one_is_wanting()
    {
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => GenerateAsync(SampleApi.Delete, new KnownValues()));

        Assert.Equal("DELETE /v1/things/{thing_id} needs a known value for thing_id.", error.Message);
    }

    private static IEnumerable<string> Fields(ContractInput input) => JsonNode.Parse(input.Body!)!.AsObject().Select(field => field.Key);

    private static async Task<List<ContractInput>> GenerateAsync(ApiOperation operation, IKnownValues known)
    {
        List<ContractInput> inputs = [];
        await foreach (ContractInput input in new InputGenerator(operation, known).GenerateAsync(TestContext.Current.CancellationToken))
        {
            inputs.Add(input);
        }

        return inputs;
    }
}

using System.Text;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Contract;

public sealed class AnswerValidatorTests
{
    private const string ArrayOfThings = """{"type":"array","items":{"$ref":"#/components/schemas/thing"}}""";

    [Theory]
    [InlineData(200, "application/json", """[{"id":1,"state":"open"}]""", null)]
    [InlineData(401, "text/plain", "who are you?", null)]
    [InlineData(200, "application/json", """[{"id":1,"state":"ajar"}]""", "enum: $[0].state")]
    [InlineData(200, "application/json", """[{"state":"open"}]""", "missing: $[0].id")]
    [InlineData(200, "application/json", "[", "body: $ is no JSON")]
    [InlineData(200, "application/json", "", "body: $ is empty")]
    [InlineData(200, "text/plain", "[]", "content-type: $ is text/plain, not application/json")]
    [InlineData(418, "application/json", "[]", "status: $ 418 is not described")]
    public void An_answer_is_held_to_status_content_type_and_schema(int status, string mediaType, string body, string? expected)
    {
        List<Violation> found = Validate(SampleApi.List, new([]), status, mediaType, body);

        Assert.Equal(expected is null ? 0 : 1, found.Count);
        Assert.StartsWith(expected ?? "", string.Join("", found), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_where_none_is_described_is_reported() =>
        Assert.Equal("body", Assert.Single(Validate(SampleApi.Delete, new([]), 204, "application/json", "{}")).Rule);

    [Fact]
    public void A_known_fault_excuses_what_it_names_and_nothing_else()
    {
        KnownFault fault = new("sample", "GET *", "enum", "The description knows two of three.", Schema: "thing", Path: "$.state");
        KnownFaults faults = new([fault]);

        List<Violation> found = Validate(SampleApi.List, faults, 200, "application/json", """[{"id":"x","state":"ajar"}]""");

        Assert.Equal("type", Assert.Single(found).Rule);
        Assert.Empty(faults.Unused);
        Assert.NotEmpty(Validate(SampleApi.Create, faults, 201, "application/json", """{"id":1,"state":"ajar"}"""));
    }

    [Fact]
    public void A_known_fault_that_does_not_occur_is_unused()
    {
        KnownFaults faults = new([new("sample", "*", "status", "Never seen.", 418), new("sample", "*", "missing", "Never seen.", Path: "$[].name")]);

        Validate(SampleApi.List, faults, 200, "application/json", "[{}]");

        Assert.Equal(2, faults.Unused.Count());
    }

    [Fact]
    public void What_holds_instead_of_a_faulty_schema_is_checked()
    {
        KnownFault fault = new("sample", "POST /v1/things", "type", "It is a list.", Instead: JsonElement.Parse(ArrayOfThings));

        Assert.Empty(Validate(SampleApi.Create, new([fault]), 201, "application/json", """[{"id":1,"state":"open"}]"""));
        Assert.Equal("$[0].id is missing", Validate(SampleApi.Create, new([fault]), 201, "application/json", """[{"state":"open"}]""")
            .Select(violation => $"{violation.At.Path} {violation.Message}").Single());
    }

    private static List<Violation> Validate(ApiOperation operation, KnownFaults faults, int status, string mediaType, string body) =>
        new AnswerValidator(new(), faults).Validate(operation, new(status, mediaType, Encoding.UTF8.GetBytes(body)));
}

using System.Text.Json;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>The validator is the oracle of the contract tests, so it is shown values that are wrong.</summary>
public sealed class SchemaValidatorTests
{
    private const string Description =
        """
        {"openapi":"3.0.3","paths":{},"components":{"schemas":{
          "thing":{"type":"object","required":["id","state"],"properties":{
            "id":{"type":"integer"},
            "state":{"type":"string","enum":["open","closed"]},
            "note":{"type":"string","nullable":true,"maxLength":5,"pattern":"^[a-z]+$"},
            "at":{"type":"string","format":"date-time"},
            "url":{"type":"string","format":"uri"},
            "size":{"type":"number","minimum":1,"maximum":9},
            "tags":{"type":"array","minItems":1,"uniqueItems":true,"items":{"$ref":"#/components/schemas/tag"}},
            "extra":{"type":"object","additionalProperties":{"type":"integer"}},
            "free":{"type":"object"},
            "who":{"oneOf":[{"type":"string"},{"$ref":"#/components/schemas/person"}]},
            "kind":{"oneOf":[{"$ref":"#/components/schemas/person"},{"$ref":"#/components/schemas/tag"}],
                    "discriminator":{"propertyName":"type","mapping":{"p":"#/components/schemas/person","t":"#/components/schemas/tag"}}},
            "both":{"allOf":[{"$ref":"#/components/schemas/person"},{"type":"object","properties":{"age":{"type":"integer"}}}]},
            "old":{"type":["null","string"]},
            "list":{"items":[{"$ref":"#/components/schemas/person"},{"type":"null"}]},
            "secret":{"type":"object","required":["key"],"properties":{"key":{"type":"string","writeOnly":true}}}}},
          "tag":{"type":"object","additionalProperties":false,"properties":{"name":{"type":"string"},"type":{"type":"string"}}},
          "person":{"type":"object","required":["login"],"properties":{"login":{"type":"string"},"type":{"type":"string"}}}}}}
        """;

    [Theory]
    [InlineData("""{"id":1,"state":"open"}""")]
    [InlineData("""{"id":1,"state":"open","note":null,"at":"2026-03-01T10:00:00.25+01:00","url":"https://a/b","size":1.5}""")]
    [InlineData("""{"id":1,"state":"open","tags":[{"name":"a"},{"name":"b"}],"extra":{"any":1},"free":{"anything":[]}}""")]
    [InlineData("""{"id":1,"state":"open","who":"me","both":{"login":"a","age":7},"old":null,"list":null,"secret":{}}""")]
    [InlineData("""{"id":1,"state":"open","who":{"login":"me"},"old":"x","list":{"login":"a"},"kind":{"type":"t","name":"x"}}""")]
    public void What_fits_is_accepted(string value) => Assert.Empty(Validate(value));

    [Theory]
    [InlineData("""{"state":"open"}""", "missing: $.id is missing")]
    [InlineData("""{"id":null,"state":"open"}""", "null: $.id is null")]
    [InlineData("""{"id":"7","state":"open"}""", "type: $.id is String, not integer")]
    [InlineData("""{"id":1,"state":"ajar"}""", "enum: $.state is ajar, which is not among the choices")]
    [InlineData("""{"id":1,"state":"open","invented":1}""", "undescribed: $.invented is not described")]
    [InlineData("""{"id":1,"state":"open","note":"too long"}""", "length: $.note has 8 characters")]
    [InlineData("""{"id":1,"state":"open","note":"A"}""", "pattern: $.note is A, which does not match")]
    [InlineData("""{"id":1,"state":"open","at":"2026-03-01"}""", "format: $.at is 2026-03-01, which is no date-time")]
    [InlineData("""{"id":1,"state":"open","url":"/relative"}""", "format: $.url is /relative, which is no uri")]
    [InlineData("""{"id":1,"state":"open","size":10}""", "range: $.size is 10, more than 9")]
    [InlineData("""{"id":1,"state":"open","tags":[]}""", "items: $.tags has 0 items")]
    [InlineData("""{"id":1,"state":"open","tags":[{},{}]}""", "items: $.tags has an item twice")]
    [InlineData("""{"id":1,"state":"open","tags":[{},{"color":1}]}""", "undescribed: $.tags[1].color is not described (schema tag, $.color)")]
    [InlineData("""{"id":1,"state":"open","extra":{"any":"x"}}""", "type: $.extra.any is String, not integer")]
    [InlineData("""{"id":1,"state":"open","who":7}""", "alternative: $.who fits none of 2 alternatives")]
    [InlineData("""{"id":1,"state":"open","who":{"login":7}}""", "alternative: $.who fits none of 2 alternatives")]
    [InlineData("""{"id":1,"state":"open","kind":{"type":"p","name":"x"}}""", "missing: $.kind.login is missing (schema person, $.login)")]
    [InlineData("""{"id":1,"state":"open","both":{"login":"a","years":7}}""", "undescribed: $.both.years is not described")]
    [InlineData("""{"id":1,"state":"open","both":{"login":7}}""", "type: $.both.login is Number, not string")]
    [InlineData("""{"id":1,"state":"open","old":7}""", "type: $.old is Number, not null or string")]
    [InlineData("""{"id":1,"state":"open","list":{}}""", "missing: $.list.login is missing")]
    public void What_does_not_fit_is_reported_with_its_place(string value, string expected) =>
        Assert.Contains(Validate(value), violation => violation.ToString().StartsWith(expected, StringComparison.Ordinal));

    private static List<Violation> Validate(string value)
    {
        ApiDescription description = ApiDescription.Parse(Description);
        return new SchemaValidator(description, new(), _ => null).Validate(JsonElement.Parse(value), description.Follow("#/components/schemas/thing"));
    }
}

using System.Diagnostics;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Contract;

public sealed class ApiDescriptionTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("github.json", 1223, "POST", "/repos/{owner}/{repo}/issues", "201")]
    [InlineData("gitlab.yaml", 1122, "POST", "/api/v4/projects/{id}/issues", "201")]
    [InlineData("jira-platform.json", 616, "POST", "/rest/api/3/issue", "201")]
    [InlineData("jira-software.json", 74, "GET", "/rest/agile/1.0/board/{boardId}", "200")]
    [InlineData("slack-web.json", 174, "POST", "/api/chat.postMessage", "200")]
    public void Every_description_loads_and_all_its_operations_can_be_read(string file, int count, string method, string template, string status)
    {
        long start = Stopwatch.GetTimestamp();
        ApiDescription description = Load(file);
        TimeSpan loading = Stopwatch.GetElapsedTime(start);

        List<ApiOperation> operations = [.. description.Operations];

        output.WriteLine($"{file}: loaded in {loading.TotalMilliseconds:F0} ms, all operations read after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
        Assert.Equal(count, operations.Count);
        ApiOperation found = Assert.IsType<ApiOperation>(description.Find(method, template));
        Assert.Contains(status, found.Responses.Keys);
        Assert.Same(description, Load(file));
    }

    [Fact]
    public void Names_of_parameters_do_not_count_when_an_operation_is_looked_for()
    {
        ApiDescription description = Load("github.json");

        Assert.Equal("/repos/{owner}/{repo}/issues/{issue_number}", description.Find("get", "/repos/{a}/{b}/issues/{n}")?.Template);
        Assert.Null(description.Find("GET", "/repos/{a}/{b}/nothing"));
    }

    [Fact]
    public void A_swagger_form_is_a_body_with_fields()
    {
        ApiOperation operation = Load("slack-web.json").Find("POST", "/api/chat.postMessage")!;

        Assert.Equal(["channel"], SampleWriter.Required(operation.Body!.Form));
        Assert.Contains("text", SampleWriter.Properties(operation.Body.Form).Select(field => field.Name));
        Assert.Equal(JsonValueKind.Object, operation.Body.Json.ValueKind);
    }

    [Fact]
    public void Yaml_is_read_as_the_json_it_stands_for()
    {
        using StringReader text = new(
            """
            # The scalars of YAML's core schema, quoted and plain.
            text: 3.0.0
            quoted: "200"
            numbers: [7, -2.5]
            flags: {yes: true, no: false}
            nothing:
            off: off
            folded: >-
              two
              lines
            """);

        JsonElement json = YamlJson.Read(text);

        Assert.Equal(
            """{"text":"3.0.0","quoted":"200","numbers":[7,-2.5],"flags":{"yes":true,"no":false},"nothing":null,"off":"off","folded":"two lines"}""",
            json.GetRawText());
    }

    private static ApiDescription Load(string file)
    {
        ApiDescription? description = ApiDescription.Load(file);
        Assert.SkipWhen(description is null, "The vendor's description is not on this machine (DEVFLOW_TESTDATA).");
        return description!;
    }
}

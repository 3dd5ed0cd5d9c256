using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Platforms.Tests.Sandbox.Hosting;

public sealed class FieldsTests
{
    [Theory]
    [InlineData("application/json", """{"title":"a b","n":3,"on":true,"labels":["x","y"],"at":"2026-03-01T10:00:00Z"}""")]
    [InlineData("application/x-www-form-urlencoded", "title=a+b&n=3&on=true&labels[]=x&labels[]=y&at=2026-03-01T10:00:00Z")]
    [InlineData("application/x-www-form-urlencoded", "title=a%20b&n=3&on=1&labels=x,y&at=2026-03-01T10:00:00Z")]
    public async Task Json_and_forms_have_one_face(string contentType, string body)
    {
        Fields fields = await ReadAsync(contentType, body);

        Assert.Equal("a b", fields.Text("title", required: true));
        Assert.Equal(3, fields.Number("n"));
        Assert.True(fields.Flag("on"));
        Assert.Equal(["x", "y"], fields.Texts("labels")!);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), fields.Moment("at"));
        Assert.Null(fields.Text("absent"));
        Assert.Empty(fields.Problems);
    }

    [Fact]
    public async Task The_query_fills_in_what_the_body_lacks()
    {
        Fields fields = await ReadAsync("application/json", """{"a":"body"}""", "?a=query&b=query");

        Assert.Equal("body", fields.Text("a"));
        Assert.Equal("query", fields.Text("b"));
    }

    [Fact]
    public void What_does_not_fit_is_collected_with_its_reason()
    {
        Fields fields = Fields.Of(JsonElement.Parse("""{"title":7,"state":"ajar","n":"x","long":"abc","labels":[1],"inner":{"deep":5},"flat":1,"bad":"\ud800"}"""));

        fields.Text("title");
        fields.OneOf("state", "open", "closed");
        fields.Number("n");
        fields.Text("long", maxLength: 2);
        fields.Texts("labels");
        fields.Inner("inner")!.Text("deep");
        fields.Inner("flat");
        fields.Text("absent", required: true);
        fields.Text("bad");

        Assert.Equal(
            ["title Type", "state Value", "n Type", "long Length", "labels Type", "inner.deep Type", "flat Type", "absent Missing", "bad Type"],
            fields.Problems.Select(problem => $"{problem.Field} {problem.Kind}"));
    }

    [Fact]
    public async Task Null_counts_as_absent_unless_presence_is_asked()
    {
        Fields fields = await ReadAsync("application/json", """{"body":null}""");

        Assert.Null(fields.Text("body"));
        Assert.True(fields.Has("body"));
        Assert.False(fields.Has("title"));
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_refused() =>
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync("application/json", "{"));

    [Fact]
    public async Task A_body_too_deep_is_refused() =>
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync("application/json", new string('[', 100) + new string(']', 100)));

    private static async Task<Fields> ReadAsync(string contentType, string body, string query = "")
    {
        DefaultHttpContext context = new();
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        context.Request.Method = "POST";
        context.Request.ContentType = contentType;
        context.Request.ContentLength = bytes.Length;
        context.Request.Body = new MemoryStream(bytes);
        context.Request.QueryString = new(query);
        return await Fields.ReadAsync(context.Request, TestContext.Current.CancellationToken);
    }
}

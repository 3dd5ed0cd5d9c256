using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.Slack;

/// <summary>A started Slack, and calls with any of its logins.</summary>
internal sealed class RunningSlack : RunningSandbox
{
    public const string General = "C0GENERAL01";
    public const string Octavia = "U0OCTAVIA01";
    public const string Remy = "U0REMY00002";

    private RunningSlack(SandboxServer server, FakeTimeProvider clock)
        : base(server, clock)
    {
    }

    public static async Task<RunningSlack> StartAsync(SandboxOptions? options = null)
    {
        (SandboxServer server, FakeTimeProvider clock) = await StartAsync((options ?? new()) with { Platform = "slack", Seed = 1 }, second: 0);
        return new(server, clock);
    }

    /// <summary>Calls a method with a form.</summary>
    public async Task<JsonElement> CallAsync(string method, object? arguments = null, string? token = null)
    {
        using HttpResponseMessage response = await SendAsync(method, arguments, token);
        return await ReadAsync(response);
    }

    /// <summary>Calls a method that must succeed.</summary>
    public async Task<JsonElement> OkAsync(string method, object? arguments = null, string? token = null)
    {
        JsonElement answer = await CallAsync(method, arguments, token);
        Assert.True(answer.GetProperty("ok").GetBoolean(), $"{method}: {answer}");
        return answer;
    }

    public async Task<string?> ErrorAsync(string method, object? arguments = null, string? token = null)
    {
        JsonElement answer = await CallAsync(method, arguments, token);
        Assert.False(answer.GetProperty("ok").GetBoolean(), $"{method}: {answer}");
        return answer.GetProperty("error").GetString();
    }

    public Task<HttpResponseMessage> SendAsync(string method, object? arguments = null, string? token = null)
    {
        Dictionary<string, string> form = [];
        foreach (JsonProperty property in JsonSerializer.SerializeToElement(arguments ?? new { }).EnumerateObject())
        {
            form[property.Name] = property.Value.ToString();
        }

        return PostAsync($"api/{method}", new FormUrlEncodedContent(form), token ?? Secret("bot"));
    }

    public Task<HttpResponseMessage> PostJsonAsync(string path, string json, string? token = null, string mediaType = "application/json; charset=utf-8")
    {
        ByteArrayContent content = new(Encoding.UTF8.GetBytes(json));
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return PostAsync(path, content, token);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, string? token = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Server.BaseUri, path)) { Content = content };
        request.Headers.Authorization = string.IsNullOrEmpty(token) ? null : new AuthenticationHeaderValue("Bearer", token);
        return await SendAsync(request);
    }

    public async Task<HttpResponseMessage> GetAsync(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(Server.BaseUri, path));
        return await SendAsync(request);
    }
}

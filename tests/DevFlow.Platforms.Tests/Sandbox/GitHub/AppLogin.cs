using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

/// <summary>Signs in as the sandbox's GitHub App, its installation or its OAuth application.</summary>
internal sealed class AppLogin(SandboxServer server)
{
    public string AppId => Find("app-key").UserName!;

    public string ClientId => Find("client-secret").UserName!;

    public SandboxCredential Find(string kind, string? name = null) =>
        server.Credentials.First(credential => credential.Kind == kind && (name is null || credential.Name == name));

    public static string Read(SandboxCredential credential) => new NetworkCredential("", credential.Secret).Password;

    /// <summary>Makes an App's JWT.</summary>
    /// <param name="issuedAt">Its <c>iat</c>.</param>
    /// <param name="life">Until its <c>exp</c>.</param>
    /// <param name="issuer">Its <c>iss</c>; null for the App's id.</param>
    public string CreateJwt(DateTimeOffset issuedAt, TimeSpan life, string? issuer = null) => Sign(
        """{"alg":"RS256","typ":"JWT"}""",
        $$"""{"iat":{{issuedAt.ToUnixTimeSeconds()}},"exp":{{(issuedAt + life).ToUnixTimeSeconds()}},"iss":"{{issuer ?? AppId}}"}""");

    public string Sign(string header, string claims)
    {
        using RSA key = RSA.Create();
        key.ImportFromPem(Read(Find("app-key")));
        string signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        byte[] signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public AuthenticationHeaderValue Bearer(DateTimeOffset now) => new("Bearer", CreateJwt(now.AddSeconds(-30), TimeSpan.FromMinutes(10)));

    public AuthenticationHeaderValue Basic()
    {
        SandboxCredential secret = Find("client-secret");
        return new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{secret.UserName}:{Read(secret)}")));
    }

    /// <summary>Sends a request and reads the JSON that comes back.</summary>
    public async Task<JsonElement> CallAsync(
        AuthenticationHeaderValue? authorization, string method, string path, string? body = null, CancellationToken cancellationToken = default)
    {
        using HttpClient client = new() { BaseAddress = server.BaseUri };
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        request.Headers.Authorization = authorization;
        request.Headers.Accept.ParseAdd("application/json");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return bytes.Length == 0 ? default : JsonElement.Parse(bytes);
    }

    /// <summary>Takes an application through the device flow.</summary>
    /// <returns>What the token endpoint answered.</returns>
    public async Task<JsonElement> RunDeviceFlowAsync(string clientId, CancellationToken cancellationToken)
    {
        JsonElement device = await CallAsync(null, "POST", "login/device/code", $$"""{"client_id":"{{clientId}}","scope":"repo"}""", cancellationToken);
        await server.InvokeAsync("approve-device", JsonElement.Parse($$"""{"user_code":"{{device.GetProperty("user_code").GetString()}}"}"""), cancellationToken);
        return await CallAsync(
            null,
            "POST",
            "login/oauth/access_token",
            $$"""{"client_id":"{{clientId}}","device_code":"{{device.GetProperty("device_code").GetString()}}","grant_type":"urn:ietf:params:oauth:grant-type:device_code"}""",
            cancellationToken);
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>A running sandbox as the contract tests use it.</summary>
/// <param name="server">What is to be stopped in the end.</param>
/// <param name="address">What templates are appended to.</param>
/// <param name="authorization">The good token's header; null where the token is put into <paramref name="headers"/>.</param>
/// <param name="headers">Other headers of every request that has a token.</param>
/// <param name="authorize">Chooses the header of a request, where not all of them have the same.</param>
/// <param name="pause">Runs before each request; lets the clock go on, so that limits for bursts are not the matter.</param>
public sealed class ContractSandbox(
    IAsyncDisposable server,
    Uri address,
    AuthenticationHeaderValue? authorization = null,
    IReadOnlyDictionary<string, string>? headers = null,
    Action? pause = null,
    Func<ContractInput, CancellationToken, ValueTask<AuthenticationHeaderValue?>>? authorize = null) : IAsyncDisposable
{
    private const int LargeBody = 64 * 1024;

    // Redirects are answers too.
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });

    /// <summary>What exists in it.</summary>
    public KnownValues Known { get; } = new();

    /// <summary>Sends a request that must succeed, for what has to exist first.</summary>
    /// <returns>The answer's body.</returns>
    public async Task<JsonElement> CallAsync(string method, string path, string? body = null, CancellationToken cancellationToken = default)
    {
        ContractInput input = new(InputKind.Good, method, path, MediaType: body is null ? null : "application/json", Body: body);
        ContractAnswer answer = await SendAsync(input, cancellationToken);
        return answer.IsSuccess
            ? answer.Json
            : throw new InvalidOperationException($"{answer.Status} to {input}: {Encoding.UTF8.GetString(answer.Body)}");
    }

    public async Task<ContractAnswer> SendAsync(ContractInput input, CancellationToken cancellationToken)
    {
        pause?.Invoke();
        Uri target = new($"{address.AbsoluteUri.TrimEnd('/')}/{input.Path.TrimStart('/')}");
        using HttpRequestMessage request = new(new HttpMethod(input.Method), target);
        request.Content = input.Body is null ? null : new StringContent(input.Body, Encoding.UTF8, input.MediaType!);

        // A body that is refused for its size is answered before it is read; who keeps on writing may never see the answer.
        request.Headers.ExpectContinue = input.Body?.Length > LargeBody;
        if (input.Kind != InputKind.NoToken)
        {
            request.Headers.Authorization = authorize is null ? authorization : await authorize(input, cancellationToken);
            foreach ((string name, string value) in headers ?? new Dictionary<string, string>())
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
        return await ContractAnswer.ReadAsync(response, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await server.DisposeAsync();
    }
}

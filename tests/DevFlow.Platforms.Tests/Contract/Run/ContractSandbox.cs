using System.Text;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>A running sandbox as the contract tests use it.</summary>
/// <param name="server">What is to be stopped in the end.</param>
/// <param name="address">What templates are appended to.</param>
/// <param name="authorize">Puts a good token on a request.</param>
/// <param name="known">What exists in it.</param>
public sealed class ContractSandbox(IAsyncDisposable server, Uri address, Action<HttpRequestMessage> authorize, IKnownValues known) : IAsyncDisposable
{
    // Redirects are answers too.
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });

    public IKnownValues Known { get; } = known;

    public async Task<ContractAnswer> SendAsync(ContractInput input, CancellationToken cancellationToken)
    {
        Uri target = new($"{address.AbsoluteUri.TrimEnd('/')}/{input.Path.TrimStart('/')}");
        using HttpRequestMessage request = new(new HttpMethod(input.Method), target);
        request.Content = input.Body is null ? null : new StringContent(input.Body, Encoding.UTF8, input.MediaType!);
        if (input.Kind != InputKind.NoToken)
        {
            authorize(request);
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

namespace DevFlow.Platforms.Tests;

/// <summary>Sends requests to a running platform with a plugin's credential on them, and keeps what was asked.</summary>
internal sealed class AuthenticatedChain(IPlatformPlugin plugin, CredentialKind kind, string account, string secret) : DelegatingHandler(
    new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
{
    public List<(string Method, Uri Address)> Asked { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add((request.Method.Method, request.RequestUri!));
        plugin.Authentication.Apply(request, kind, account, secret);
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        return answer;
    }
}

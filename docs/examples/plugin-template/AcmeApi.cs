using System.Net;
using System.Text.Json;
using DevFlow;

namespace Acme;

/// <summary>The calls DevFlow itself makes, and how answers are read.</summary>
internal sealed class AcmeApi(Uri apiUri, HttpMessageHandler handler) : IPlatformApi
{
    private readonly HttpMessageInvoker _chain = new(handler, disposeHandler: false);

    public async Task<Identity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(apiUri, "user"));
        Prepare(request);
        using HttpResponseMessage response = await _chain.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!IsSuccess(response))
        {
            throw await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);
        }

        JsonElement user = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        return new Identity(user.GetProperty("name").GetString()!, [], ExpiresAt: null);
    }

    public void Prepare(HttpRequestMessage request) => request.Headers.Accept.ParseAdd("application/json");

    public bool IsSuccess(HttpResponseMessage response) => response.IsSuccessStatusCode;

    public Task<DevFlowException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        (ErrorReason reason, string action) = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => (ErrorReason.AuthenticationFailed, "Make a new token and connect again."),
            HttpStatusCode.Forbidden => (ErrorReason.PermissionDenied, "Give the token what it lacks."),
            HttpStatusCode.NotFound => (ErrorReason.NotFound, "Check the path."),
            _ => (ErrorReason.RequestFailed, "Try again later."),
        };
        return Task.FromResult(new DevFlowException(reason, $"{apiUri.Authority} answered {(int)response.StatusCode}.", action) { StatusCode = (int)response.StatusCode });
    }

    public Uri? GetNextPage(HttpResponseMessage response) => null;
}

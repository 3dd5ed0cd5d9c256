using System.Net;
using System.Text.Json;
using DevFlow;

namespace Kiln;

#pragma warning disable CA1001 // The invoker holds nothing of its own: the handler belongs to DevFlow.
/// <summary>The calls DevFlow itself makes to Kiln, and how its answers are read.</summary>
internal sealed class KilnApi(Uri apiUri, HttpMessageHandler handler) : IPlatformApi
{
    private readonly HttpMessageInvoker _chain = new(handler, disposeHandler: false);

    public async Task<Identity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(apiUri, "me"));
        Prepare(request);
        using HttpResponseMessage response = await _chain.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);
        }

        JsonElement me = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        return TextOf(me, "login") is { } login
            ? new Identity(login, [.. (TextOf(me, "scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)], ExpiresAt: null)
            : throw new DevFlowException(ErrorReason.RequestFailed, $"{apiUri} answered, but not as Kiln does.", "Check the address.") { Target = apiUri.Authority };
    }

    public void Prepare(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers.Accept.Count == 0)
        {
            request.Headers.Accept.ParseAdd("application/json");
        }
    }

    public async Task<DevFlowException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        JsonElement problem = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        (ErrorReason reason, string action) = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => (ErrorReason.AuthenticationFailed, "Make a new token in Kiln and connect again."),
            HttpStatusCode.Forbidden => (ErrorReason.PermissionDenied, $"Give the token the scope {TextOf(problem, "scope") ?? "it lacks"}."),
            HttpStatusCode.NotFound => (ErrorReason.NotFound, "Check the path, and that the token may see it."),
            HttpStatusCode.TooManyRequests => (ErrorReason.RateLimited, "Wait for the time the answer names."),
            _ => (ErrorReason.RequestFailed, "Try again later, or correct what the message names."),
        };
        return new DevFlowException(reason, $"Kiln at {apiUri.Authority} answered {(int)response.StatusCode}: {TextOf(problem, "error") ?? "it does not say why"}.", action)
        {
            StatusCode = (int)response.StatusCode,
            Target = response.RequestMessage?.RequestUri?.AbsolutePath,
        };
    }

    // Only an address of the same server is followed: the next page is asked for with the credential.
    public Uri? GetNextPage(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Headers.TryGetValues("Kiln-Next", out IEnumerable<string>? values)
            && Uri.TryCreate(apiUri, values.First(), out Uri? next)
            && next.GetLeftPart(UriPartial.Authority) == apiUri.GetLeftPart(UriPartial.Authority)
                ? next
                : null;
    }

    // What is no JSON, a proxy's page for one, is read as an object without properties.
    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return JsonElement.Parse("{}"u8);
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? new string([.. value.GetString()!.Where(static c => !char.IsControl(c))])
            : null;
}

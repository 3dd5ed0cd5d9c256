using System.Net.Http.Headers;
using System.Text.Json;

namespace DevFlow.Platforms;

/// <summary>A platform's own calls, through the engine's chain.</summary>
internal static class ApiCall
{
    private static readonly ProductInfoHeaderValue Agent = new("DevFlow", typeof(ApiCall).Assembly.GetName().Version?.ToString(3) ?? "0");

    /// <summary>Adds what a request has not yet: the media type wanted, and who asks.</summary>
    public static void Complete(HttpRequestMessage request, string accept)
    {
        ArgumentNullException.ThrowIfNull(request);
        HttpRequestHeaders headers = request.Headers;
        if (headers.Accept.Count == 0)
        {
            headers.Accept.ParseAdd(accept);
        }

        if (headers.UserAgent.Count == 0)
        {
            headers.UserAgent.Add(Agent);
        }
    }

    /// <summary>Asks for a JSON document.</summary>
    /// <param name="api">The platform: prepares the request and words the errors.</param>
    /// <param name="platform">Its name, for errors of calls without an answer.</param>
    /// <param name="chain">The way out.</param>
    /// <param name="address">What is asked for.</param>
    /// <param name="read">Takes from the answer what is wanted.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<T> GetAsync<T>(
        IPlatformApi api, string platform, HttpMessageInvoker chain, Uri address, Func<JsonElement, HttpResponseHeaders, T> read, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        api.Prepare(request);
        try
        {
            using HttpResponseMessage answer = await chain.SendAsync(request, cancellationToken).ConfigureAwait(false);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return api.IsSuccess(answer)
                ? read(JsonElement.Parse(body), answer.Headers)
                : throw await api.ReadErrorAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not DevFlowException && !cancellationToken.IsCancellationRequested)
        {
            throw CallFailure.From(failure, platform, address);
        }
    }
}

using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DevFlow.Core.Connections;

namespace DevFlow.Core.Http;

/// <summary>Sends composed requests and streams what comes back, page by page.</summary>
internal static class PlatformRequestSender
{
    /// <summary>The items of the answer: the elements of a list, or the one object; nothing for an empty answer.</summary>
    public static async IAsyncEnumerable<JsonElement> SendAsync(PlatformSession session, PlatformRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Uri? address = Resolve(session.Scope.ApiUri, request.Path);
        while (address is not null)
        {
            JsonElement answer;
            using (HttpRequestMessage message = Compose(session, request, address))
            using (HttpResponseMessage response = await session.SendAsync(message, cancellationToken).ConfigureAwait(false))
            {
                answer = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
                address = request.AllPages ? NextPage(session, response) : null;
            }

            JsonElement list = request.AllPages && !request.KeepsPages && answer.ValueKind == JsonValueKind.Object && session.Api.FindItems(answer) is { } wrapped ? wrapped : answer;
            if (list.ValueKind == JsonValueKind.Array && !request.KeepsPages)
            {
                foreach (JsonElement item in list.EnumerateArray())
                {
                    yield return item;
                }
            }
            else if (answer.ValueKind != JsonValueKind.Undefined)
            {
                yield return answer;
            }
        }
    }

    /// <summary>The request as text, as it would be sent but for the credential.</summary>
    public static string Describe(PlatformSession session, PlatformRequest request)
    {
        using HttpRequestMessage message = Compose(session, request, Resolve(session.Scope.ApiUri, request.Path));
        IEnumerable<string> headers = message.Headers.Concat(message.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .Select(static header => $"{header.Key}: {string.Join(", ", header.Value)}");
        string body = request.Body is { Length: > 0 } bytes ? $"\n\n{RequestBody.Show(bytes)}" : "";
        return $"{message.Method} {message.RequestUri!.AbsoluteUri}\n{string.Join('\n', headers)}\n(with the credential of the connection '{session.Scope.Name}'){body}";
    }

    /// <summary>The one answer to a request that a plugin has written, relative to the API's address; undefined where it is empty.</summary>
    public static async Task<JsonElement> SendAsync(PlatformSession session, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = Resolve(session.Scope.ApiUri, request.RequestUri!.OriginalString);
        session.Api.Prepare(request);
        using HttpResponseMessage response = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a list has that a plugin has written the request for, page by page.</summary>
    public static IAsyncEnumerable<JsonElement> ListAsync(PlatformSession session, HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(session, new PlatformRequest { Method = HttpMethod.Get, Path = request.RequestUri!.OriginalString, AllPages = true }, cancellationToken);

    /// <summary>The absolute address meant by a path; one that leaves the API's origin is refused, for the credential would not go along.</summary>
    public static Uri Resolve(Uri apiUri, string path)
    {
        bool absolute = path.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!Uri.TryCreate(absolute ? path : apiUri.AbsoluteUri + path.TrimStart('/'), UriKind.Absolute, out Uri? address))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"'{path}' is not a path below {apiUri}.", "Give a path such as /user, or an absolute address below the API's.");
        }

        if (address.Fragment.Length > 0)
        {
            // A fragment is never sent: DELETE .../labels/C# would delete the label C.
            throw new DevFlowException(ErrorReason.InvalidArgument, $"'{path}' contains '#'; what follows it would not be sent.", "Write %23 for a '#' that belongs to a name, or leave the '#' and the rest out.") { Target = path };
        }

        return Origin.Same(address, apiUri)
            ? address
            : throw new DevFlowException(ErrorReason.InsecureAddress, $"{address.GetLeftPart(UriPartial.Authority)} is not the connection's own host ({Origin.Of(apiUri)}).", "Make a connection to that host, and name it with -Connection.") { Target = path };
    }

    // Whatever a plugin makes of an answer, a list never leads away from the connection's own origin.
    private static Uri? NextPage(PlatformSession session, HttpResponseMessage response) =>
        session.Api.GetNextPage(response) is { } next && Origin.Same(next, session.Scope.ApiUri) ? next : null;

    private static HttpRequestMessage Compose(PlatformSession session, PlatformRequest request, Uri address)
    {
        HttpRequestMessage message = new(request.Method, address);
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        }

        session.Api.Prepare(message);
        return message;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (bytes.Length == 0)
        {
            return default;
        }

        string? type = response.Content.Headers.ContentType?.MediaType;
        if (type is null || !type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            return JsonSerializer.SerializeToElement(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }

        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException exception)
        {
            throw new DevFlowException(ErrorReason.RequestFailed, $"{response.RequestMessage?.RequestUri?.Host} answered with JSON that cannot be read: {exception.Message}", "Try again; a proxy may have changed the answer.", exception) { StatusCode = (int)response.StatusCode };
        }
    }
}

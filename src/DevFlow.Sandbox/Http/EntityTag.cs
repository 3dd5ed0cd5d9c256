using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Http;

/// <summary>The tag of an answer's body, and whether the client has that body already.</summary>
internal static class EntityTag
{
    private const string Weak = "W/";

    private const int WeakDigits = 32;

    /// <summary>Tags an answer; one the client has already becomes a 304 without a body.</summary>
    /// <param name="context">The request, and the response, which gets the header.</param>
    /// <param name="answer">The answer; disposed where it is replaced.</param>
    /// <param name="isWeak">The form: <c>W/"…"</c> in 32 digits, or 64 digits.</param>
    public static Answer Apply(HttpContext context, Answer answer, bool isWeak)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(answer.Finish().Span, hash);
        string digits = Convert.ToHexStringLower(isWeak ? hash[..(WeakDigits / 2)] : hash);
        string quoted = $"\"{digits}\"";
        context.Response.Headers.ETag = isWeak ? "W/" + quoted : quoted;

        // The quotes are part of a tag, so a search also finds it in a list and in its weak form.
        if (answer.Status != StatusCodes.Status200OK
            || !HttpMethods.IsGet(context.Request.Method)
            || !context.Request.Headers.IfNoneMatch.ToString().Contains(quoted, StringComparison.Ordinal))
        {
            return answer;
        }

        answer.Dispose();
        return Answer.Empty(StatusCodes.Status304NotModified);
    }
}

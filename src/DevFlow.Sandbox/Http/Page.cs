using System.Net;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Http;

/// <summary>The few pages a person sees: plain HTML, with what came from outside escaped.</summary>
internal static class Page
{
    /// <summary>The two answers a person has; where <see cref="IsApproved"/> reads them.</summary>
    public const string Buttons =
        "<button name=\"decision\" value=\"approve\">Authorize</button> <button name=\"decision\" value=\"deny\">Cancel</button>";

    private const string HtmlType = "text/html; charset=utf-8";

    public static Answer Show(string title, string body, int status = StatusCodes.Status200OK) => Answer.Text(
        status,
        HtmlType,
        $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Escape(title)} · DevFlow sandbox</title></head>\n<body><h1>{Escape(title)}</h1>\n{body}\n</body></html>\n");

    /// <summary>Sends the browser back to an application.</summary>
    /// <param name="response">The response.</param>
    /// <param name="address">Where to; it may have a query already.</param>
    /// <param name="query">What the application is told, encoded: <c>code=1</c>.</param>
    /// <param name="state">What the application wants to see again; null where it sent nothing.</param>
    public static Answer Redirect(HttpResponse response, string address, string query, string? state)
    {
        char separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        string mark = state is null ? "" : "&state=" + Uri.EscapeDataString(state);
        response.Headers.Location = $"{address}{separator}{query}{mark}";
        return Answer.Text(StatusCodes.Status302Found, HtmlType, "<html><body>You are being redirected.</body></html>");
    }

    /// <summary>Nothing but the button approves: a form without an answer is a refusal.</summary>
    public static bool IsApproved(Fields form) => form.Text("decision") == "approve";

    public static string Escape(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>A field that a form sends along unseen.</summary>
    public static string Hidden(string name, string? value) =>
        $"<input type=\"hidden\" name=\"{Escape(name)}\" value=\"{Escape(value)}\">";

    public static string Paragraph(string text) => $"<p>{Escape(text)}</p>";
}

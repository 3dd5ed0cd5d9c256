using System.Net;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The few pages a person sees: plain HTML, with what came from outside escaped.</summary>
internal static class Page
{
    public static Answer Show(string title, string body, int status = StatusCodes.Status200OK) => Answer.Text(
        status,
        "text/html; charset=utf-8",
        $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Escape(title)} · DevFlow sandbox</title></head>\n<body><h1>{Escape(title)}</h1>\n{body}\n</body></html>\n");

    public static string Escape(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>A field that a form sends along unseen.</summary>
    public static string Hidden(string name, string? value) =>
        $"<input type=\"hidden\" name=\"{Escape(name)}\" value=\"{Escape(value)}\">";

    /// <summary>The two answers a person has.</summary>
    public static string Buttons { get; } =
        "<button name=\"decision\" value=\"approve\">Authorize</button> <button name=\"decision\" value=\"deny\">Cancel</button>";

    public static string Paragraph(string text) => $"<p>{Escape(text)}</p>";
}

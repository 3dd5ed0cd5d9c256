using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Which part of a list is asked for, and the Link header that leads to the others.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Paging(int Page, int PerPage)
{
    private const int DefaultPerPage = 30;
    private const int MaxPerPage = 100;

    /// <summary>Reads <c>page</c> and <c>per_page</c>; like GitHub it corrects what makes no sense instead of refusing it.</summary>
    public static Paging Read(IQueryCollection query) => new(
        Math.Max(1, ReadNumber(query["page"], 1)),
        ReadNumber(query["per_page"], DefaultPerPage) is var size and > 0 ? Math.Min(size, MaxPerPage) : DefaultPerPage);

    public IEnumerable<T> Take<T>(IReadOnlyList<T> all)
    {
        long first = (long)(Page - 1) * PerPage;
        for (long i = first; i < Math.Min(first + PerPage, all.Count); i++)
        {
            yield return all[(int)i];
        }
    }

    /// <summary>Makes the value of a Link header, with the relations in GitHub's order.</summary>
    /// <param name="address">The list's address, without a query.</param>
    /// <param name="query">The request's query; everything in it but the page is kept.</param>
    /// <param name="total">How many there are in all.</param>
    /// <returns>Null where everything is on this page.</returns>
    public string? CreateLink(string address, IQueryCollection query, int total)
    {
        int last = Math.Max(1, (total + PerPage - 1) / PerPage);
        if (last == 1 && Page == 1)
        {
            return null;
        }

        string prefix = CreatePrefix(address, query);
        StringBuilder link = new();
        if (Page > 1)
        {
            Append(link, prefix, Math.Min(Page - 1, last), "prev");
        }

        if (Page < last)
        {
            Append(link, prefix, Page + 1, "next");
            Append(link, prefix, last, "last");
        }
        else if (Page > last)
        {
            Append(link, prefix, last, "last");
        }

        if (Page > 1)
        {
            Append(link, prefix, 1, "first");
        }

        return link.ToString();
    }

    private static string CreatePrefix(string address, IQueryCollection query)
    {
        StringBuilder prefix = new(address);
        prefix.Append('?');
        foreach ((string name, StringValues values) in query)
        {
            if (name == "page")
            {
                continue;
            }

            foreach (string? value in values)
            {
                prefix.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value ?? "")).Append('&');
            }
        }

        return prefix.Append("page=").ToString();
    }

    private static void Append(StringBuilder link, string prefix, int page, string relation)
    {
        link.Append(link.Length > 0 ? ", " : "").Append('<').Append(prefix)
            .Append(page.ToString(CultureInfo.InvariantCulture)).Append(">; rel=\"").Append(relation).Append('"');
    }

    private static int ReadNumber(StringValues text, int otherwise) =>
        int.TryParse(text.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}

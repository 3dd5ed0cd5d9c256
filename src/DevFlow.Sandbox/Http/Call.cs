using System.Globalization;
using DevFlow.Sandbox.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DevFlow.Sandbox.Http;

/// <summary>One request on its way through a platform. Platforms derive from it who asks.</summary>
internal abstract class Call(HttpContext context, Exchange exchange)
{
    public HttpContext Context { get; } = context;

    public HttpRequest Request => Context.Request;

    /// <summary>The response, for its headers; status and body are the answer's.</summary>
    public HttpResponse Response => Context.Response;

    public IQueryCollection Query => Context.Request.Query;

    public Exchange Exchange { get; } = exchange;

    /// <summary>The values of the route's parameters.</summary>
    public RouteValues Values { get; set; }

    /// <summary>A parameter of the route, decoded.</summary>
    public string this[string name] => Values[name];

    /// <summary>The path as it was sent, still encoded, without the query.</summary>
    public static string RawPath(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? target : target[..query];

        // A target in absolute form, as a proxy gets it, or none at all: the decoded path is the best there is.
        return path.StartsWith('/') ? path : context.Request.Path.Value ?? "/";
    }

    /// <summary>A parameter of the route as a number; 0, which is no platform's id, where it is none.</summary>
    public long Number(string name) =>
        long.TryParse(Values[name], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}

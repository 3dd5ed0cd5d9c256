using System.Runtime.CompilerServices;
using DevFlow.Core.Connections;
using DevFlow.Core.Http;

namespace DevFlow.Core.Listing;

/// <summary>Streams a list in its order, with the pages that will be wanted next already asked for.</summary>
/// <remarks>
/// How many are asked for ahead doubles with each page that was taken, up to a few: who wants only the beginning of a list pays for
/// little more, and a long one never takes more of a platform's room for parallel calls. Each call still waits for its limits.
/// </remarks>
internal static class PageStream
{
    private const int MaxAhead = 6;

    public static async IAsyncEnumerable<T> ReadAsync<T>(PlatformSession session, IPlatformList<T> list, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : PlatformItem
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Queue<Task<ItemPage<T>>> asked = new();
        Queue<Uri> known = new();
        asked.Enqueue(AskFirstAsync(session, list, stop.Token));
        try
        {
            for (int width = 1; asked.TryDequeue(out Task<ItemPage<T>>? next); width = Math.Min(2 * width, MaxAhead))
            {
                ItemPage<T> page = await next.ConfigureAwait(false);

                // Only the last page there is knows whether the list goes on: it may have grown.
                if (asked.Count == 0 && known.Count == 0)
                {
                    Learn(known, page, session.Scope);
                }

                while (asked.Count < width && known.TryDequeue(out Uri? address))
                {
                    asked.Enqueue(AskAsync(session, list, address, stop.Token));
                }

                foreach (T item in page.Items)
                {
                    yield return item with { Platform = session.Scope.Platform, Connection = session.Scope.Name };
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(asked)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Whatever a plugin makes of an answer, a list never leads away from the connection's own origin.
    private static void Learn<T>(Queue<Uri> known, ItemPage<T> page, ConnectionScope scope)
        where T : PlatformItem
    {
        foreach (Uri address in page.Following.Where(address => Origin.Same(address, scope.ApiUri)))
        {
            known.Enqueue(address);
        }
    }

    private static async Task<ItemPage<T>> AskFirstAsync<T>(PlatformSession session, IPlatformList<T> list, CancellationToken cancellationToken)
        where T : PlatformItem
    {
        DevFlowException? first = null;
        foreach (Uri address in list.GetAddresses(session.Scope.ApiUri))
        {
            try
            {
                return await AskAsync(session, list, address, cancellationToken).ConfigureAwait(false);
            }
            catch (DevFlowException refused) when (refused.Reason is ErrorReason.PermissionDenied or ErrorReason.NotFound)
            {
                first ??= refused;
            }
        }

        throw first!;
    }

    private static async Task<ItemPage<T>> AskAsync<T>(PlatformSession session, IPlatformList<T> list, Uri address, CancellationToken cancellationToken)
        where T : PlatformItem
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        session.Api.Prepare(request);
        using HttpResponseMessage response = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return list.Read(response);
    }
}

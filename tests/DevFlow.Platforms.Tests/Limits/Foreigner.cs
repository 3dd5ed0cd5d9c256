using System.Net.Http.Headers;

namespace DevFlow.Platforms.Tests.Limits;

/// <summary>Somebody else who uses the same token and knows nothing of limits.</summary>
internal static class Foreigner
{
    /// <summary>Calls at a steady pace until it is told to end.</summary>
    /// <returns>How often.</returns>
    public static async Task<int> RunAsync(EnforcingServer server, TimeSpan pace, CancellationToken cancellationToken)
    {
        using HttpClient client = new() { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        using PeriodicTimer timer = new(pace);
        int calls = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                (await client.GetAsync(new Uri("api/v4/user", UriKind.Relative), cancellationToken)).Dispose();
                calls++;
            }
        }
        catch (OperationCanceledException)
        {
        }

        return calls;
    }
}

using BenchmarkDotNet.Attributes;

namespace DevFlow.Benchmarks.Request;

/// <summary>What BenchmarkDotNet calls; public because it must be.</summary>
public class RequestMicro
{
    private static readonly Uri Address = new("http://127.0.0.1/repos/octocat/Hello-World");

    private static readonly HttpMessageInvoker Ours = new(Chain.Over(transport: new MemoryAnswers()));
    private static readonly HttpMessageInvoker Plain = new(new MemoryAnswers());

    /// <summary>The answering handler alone.</summary>
    [Benchmark(Baseline = true)]
    public Task Bare() => CallAsync(Plain);

    /// <summary>The chain over it.</summary>
    [Benchmark]
    public Task OverChain() => CallAsync(Ours);

    private static async Task CallAsync(HttpMessageInvoker invoker)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Address);
        using HttpResponseMessage response = await invoker.SendAsync(request, CancellationToken.None);
    }
}

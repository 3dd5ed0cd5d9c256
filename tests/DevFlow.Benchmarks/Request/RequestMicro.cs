using BenchmarkDotNet.Attributes;

namespace DevFlow.Benchmarks.Request;

/// <summary>What BenchmarkDotNet calls; public because it must be.</summary>
public class RequestMicro
{
    private static readonly Uri Address = new("http://127.0.0.1/repos/octocat/Hello-World");

    private static readonly MemoryAnswers BelowChain = new();
    private static readonly MemoryAnswers Alone = new();
    private static readonly HttpMessageInvoker Ours = new(Chain.Over(transport: BelowChain));
    private static readonly HttpMessageInvoker Plain = new(Alone);

    /// <summary>The answering handler alone.</summary>
    [Benchmark(Baseline = true)]
    public Task Bare() => CallAsync(Plain, Alone);

    /// <summary>The chain over it.</summary>
    [Benchmark]
    public Task OverChain() => CallAsync(Ours, BelowChain);

    private static async Task CallAsync(HttpMessageInvoker invoker, MemoryAnswers answers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Address);
        Task<HttpResponseMessage> call = invoker.SendAsync(request, CancellationToken.None);
        answers.Answer();
        using HttpResponseMessage response = await call;
    }
}

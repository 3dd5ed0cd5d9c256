using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace DevFlow.TestKit;

/// <summary>A child process under control: its streams apart, killed when the time is up or the test is over.</summary>
public sealed class RunningProcess : IAsyncDisposable
{
    private const int Interrupted = 2;

    private readonly Process _process;
    private readonly CancellationTokenSource _limit;
    private readonly StreamCapture _output;
    private readonly StreamCapture _error;

    private RunningProcess(Process process, TimeSpan timeLimit)
    {
        _process = process;
        _limit = new CancellationTokenSource(timeLimit);
        _output = new StreamCapture(process.StandardOutput);
        _error = new StreamCapture(process.StandardError);
    }

    public int Id => _process.Id;

    /// <summary>What the child has written to standard output so far.</summary>
    public string Output => _output.Text;

    /// <summary>What the child has written to standard error so far.</summary>
    public string Error => _error.Text;

    public static async Task<RunningProcess> StartAsync(ProcessOptions options, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(options.FileName, options.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach ((string name, string? value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException(options.FileName + " did not start.");
        RunningProcess running = new(process, options.TimeLimit);
        if (options.StandardInput is not null)
        {
            await running.WriteAsync(options.StandardInput, cancellationToken);
            running.CloseInput();
        }

        return running;
    }

    public static async Task<ProcessResult> RunAsync(ProcessOptions options, CancellationToken cancellationToken)
    {
        await using RunningProcess process = await StartAsync(options, cancellationToken);
        return await process.WaitAsync(cancellationToken);
    }

    public Task WriteLineAsync(string line, CancellationToken cancellationToken) => WriteAsync(line + "\n", cancellationToken);

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Waits until standard output contains a text.</summary>
    public async Task WaitForOutputAsync(string text, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
        try
        {
            await _output.WaitForAsync(text, either.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or EndOfStreamException && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"'{text}' did not come. Output: {Output} Error: {Error}", failure);
        }
    }

    /// <summary>What Ctrl+C sends; Unix only, as Windows can send it only to a whole console.</summary>
    public void Interrupt()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("SIGINT can be sent to one process on Unix only.");
        }

        if (Kill(_process.Id, Interrupted) != 0)
        {
            throw new InvalidOperationException($"SIGINT did not reach process {_process.Id}.");
        }
    }

    public async Task<ProcessResult> WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
        try
        {
            await _process.WaitForExitAsync(either.Token);
            await Task.WhenAll(_output.Completion, _error.Completion).WaitAsync(either.Token);
        }
        catch (OperationCanceledException expired) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Process {_process.Id} took too long. Output: {Output} Error: {Error}", expired);
        }

        return new ProcessResult(_process.ExitCode, Output, Error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _limit.Dispose();
    }

    private async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await _process.StandardInput.WriteAsync(text.AsMemory(), cancellationToken);
            await _process.StandardInput.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // The child ended without reading its input; its exit code says whether that is right.
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

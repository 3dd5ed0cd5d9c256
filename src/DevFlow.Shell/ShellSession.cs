using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DevFlow.Shell.Hosting;

namespace DevFlow.Shell;

/// <summary>One runspace with DevFlow imported, and the rules by which a run becomes an exit code.</summary>
internal sealed class ShellSession : IDisposable
{
    private readonly ShellHost _host = new();
    private readonly PipelineRunner _runner;
    private readonly Runspace _runspace;

    public ShellSession(bool interactive)
    {
        _runner = new PipelineRunner(interactive);
        _runspace = RunspaceFactory.CreateRunspace(_host, InitialSessionState.CreateDefault2());
        // Everything runs on the main thread, as in pwsh: no second thread, no surprise for thread-bound code.
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace.Open();
        Runspace.DefaultRunspace = _runspace;
        if (!_host.Terminal.Colours)
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }
    }

    public ShellHost Host => _host;

    /// <summary>The exit code a script or a prompt line asked for by `exit`.</summary>
    public int? RequestedExit => _host.RequestedExit;

    public bool TryImportModule()
    {
        string? manifest = ModuleLocator.Find();
        if (manifest is null)
        {
            Console.Error.WriteLine($"DevFlow.Shell: no DevFlow.psd1 above {AppContext.BaseDirectory}. Name the manifest in {ModuleLocator.Variable}.");
            return false;
        }

        Command import = new("Import-Module");
        import.Parameters.Add("Name", manifest);
        import.Parameters.Add("ErrorAction", ActionPreference.Stop);
        try
        {
            _runner.Run(CreatePipeline(import));
            return _runner.StoppedBy is null;
        }
        catch (Exception error) when (error is RuntimeException or PSInvalidOperationException)
        {
            string reason = (error as IContainsErrorRecord)?.ErrorRecord.Exception.Message ?? error.Message;
            Console.Error.WriteLine($"DevFlow.Shell: {manifest} could not be imported: {reason}");
            Console.Error.WriteLine($"Build the module first (dotnet build DevFlow.sln), or name another manifest in {ModuleLocator.Variable}.");
            return false;
        }
    }

    /// <summary>Runs a script; errors it writes do not matter, only `exit` and an unhandled one.</summary>
    public int RunFile(string path, IEnumerable<CommandParameter> arguments)
    {
        Command script = new(path, isScript: false, useLocalScope: false);
        foreach (CommandParameter argument in arguments)
        {
            script.Parameters.Add(argument);
        }

        ScriptExit.LetReachHost(_runspace);
        bool completed = RunToHost(CreatePipeline(script));
        return ExitCode(completed);
    }

    /// <summary>Runs a text; where its last command failed, so did the text.</summary>
    public int RunText(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return ExitCodes.Success;
        }

        // With a history entry: without one the engine restores $? afterwards, as it does for prompts.
        Pipeline pipeline = _runspace.CreatePipeline(text, addToHistory: true);
        bool completed = RunToHost(pipeline);
        return ExitCode(completed && _runspace.SessionStateProxy.GetVariable("?") is true);
    }

    /// <summary>What a function or expression gives, as text; null where it fails.</summary>
    public string? Evaluate(string text)
    {
        try
        {
            return string.Concat(_runner.Run(_runspace.CreatePipeline(text)).Select(value => value?.BaseObject as string));
        }
        catch (RuntimeException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _runspace.Dispose();
        _runner.Dispose();
    }

    private int ExitCode(bool succeeded) =>
        _runner.StoppedBy ?? RequestedExit ?? (succeeded ? ExitCodes.Success : ExitCodes.Failure);

    private Pipeline CreatePipeline(Command command)
    {
        Pipeline pipeline = _runspace.CreatePipeline();
        pipeline.Commands.Add(command);
        return pipeline;
    }

    private bool RunToHost(Pipeline pipeline)
    {
        // Errors travel with the output, so that Out-Default formats both in the order they came.
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add("Out-Default");
        try
        {
            _runner.Run(pipeline);
            return true;
        }
        catch (Exception error) when (error is RuntimeException or PSInvalidOperationException)
        {
            Report(error);
            return false;
        }
        finally
        {
            _host.Terminal.ClearProgress();
        }
    }

    private void Report(Exception error)
    {
        if (_runner.StoppedBy is not null)
        {
            return;
        }

        ErrorRecord record = (error as IContainsErrorRecord)?.ErrorRecord ?? new ErrorRecord(error, "DevFlow.Shell", ErrorCategory.NotSpecified, null);
        Command format = new("Out-Default");
        format.Parameters.Add("InputObject", record);
        try
        {
            using (_host.Terminal.WriteToStandardError())
            {
                _runner.Run(CreatePipeline(format));
            }
        }
        catch (Exception failure) when (failure is RuntimeException or PSInvalidOperationException)
        {
            Console.Error.WriteLine(error.Message);
        }
    }
}

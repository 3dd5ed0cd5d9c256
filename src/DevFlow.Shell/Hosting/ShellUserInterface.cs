using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace DevFlow.Shell.Hosting;

/// <summary>
/// Writes as pwsh does: everything but errors to standard output, with pwsh's prefixes, so that a script's output
/// reads the same under both.
/// </summary>
internal sealed class ShellUserInterface(Terminal terminal) : PSHostUserInterface
{
    private readonly LineReader _reader = new(terminal);
    private readonly SecretReader _secrets = new(terminal);
    private readonly ShellRawUserInterface _raw = new();

    public override PSHostRawUserInterface RawUI => _raw;

    public override bool SupportsVirtualTerminal => terminal.Colours;

    public override void Write(string value) => terminal.Write(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        terminal.Write(value, PSStyle.MapForegroundColorToEscapeSequence(foregroundColor));

    public override void WriteLine(string value) => terminal.WriteLine(value);

    public override void WriteErrorLine(string value) => terminal.WriteErrorLine(value);

    public override void WriteDebugLine(string message) => terminal.WriteLine("DEBUG: " + message, PSStyle.Instance.Formatting.Debug);

    public override void WriteVerboseLine(string message) => terminal.WriteLine("VERBOSE: " + message, PSStyle.Instance.Formatting.Verbose);

    public override void WriteWarningLine(string message) => terminal.WriteLine("WARNING: " + message, PSStyle.Instance.Formatting.Warning);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            terminal.ClearProgress();
            return;
        }

        string percent = record.PercentComplete < 0 ? "" : string.Create(CultureInfo.CurrentCulture, $" {record.PercentComplete} %");
        terminal.ShowProgress($"{record.Activity}: {record.StatusDescription}{percent}");
    }

    public override string ReadLine()
    {
        LineResult line = _reader.Read();
        RequireEntered(line.End);
        return line.Text;
    }

    public override SecureString ReadLineAsSecureString()
    {
        SecureString secret = new();
        RequireEntered(_secrets.Read(secret));
        secret.MakeReadOnly();
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        WriteHeading(caption, message);
        Dictionary<string, PSObject> answers = [];
        foreach (FieldDescription field in descriptions)
        {
            Write(field.Name + ": ");
            bool secret = field.ParameterTypeFullName == typeof(SecureString).FullName;
            answers[field.Name] = PSObject.AsPSObject(secret ? ReadLineAsSecureString() : ReadLine());
        }

        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        WriteHeading(caption, message);
        while (true)
        {
            for (int i = 0; i < choices.Count; i++)
            {
                Write($"[{ChoiceKey(choices[i])}] {choices[i].Label.Replace("&", "", StringComparison.Ordinal)}  ");
            }

            Write(defaultChoice >= 0 ? $"(default is \"{ChoiceKey(choices[defaultChoice])}\"): " : ": ");
            string answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            for (int i = 0; i < choices.Count; i++)
            {
                if (string.Equals(answer, ChoiceKey(choices[i]), StringComparison.OrdinalIgnoreCase)
                    || string.Equals(answer, choices[i].Label.Replace("&", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options)
    {
        WriteHeading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }

        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    // The letter after & is the key of a choice; a label without one is its own key.
    private static string ChoiceKey(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label[(mark + 1)..(mark + 2)].ToUpperInvariant() : choice.Label;
    }

    private void WriteHeading(string caption, string message)
    {
        foreach (string line in new[] { caption, message }.Where(line => !string.IsNullOrEmpty(line)))
        {
            WriteLine(line);
        }
    }

    private static void RequireEntered(LineEnd end)
    {
        switch (end)
        {
            case LineEnd.Cancelled:
                throw new PipelineStoppedException();
            case LineEnd.EndOfInput:
                throw new HostException("Standard input has ended, so nobody can answer.");
        }
    }
}

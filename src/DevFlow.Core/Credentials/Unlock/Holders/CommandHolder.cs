using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace DevFlow.Core.Credentials;

/// <summary>
/// The output of a program: <c>op read ...</c>, <c>vault kv get ...</c>, <c>age -d ...</c>. Started without a shell, with
/// nothing to read; its errors are not shown, since nobody knows what a stranger's program writes there.
/// </summary>
/// <remarks>Parameters <c>program</c>, <c>argument1</c>, <c>argument2</c>, ...</remarks>
internal sealed class CommandHolder(TimeSpan patience) : IKeyHolder
{
    private const string ProgramParameter = "program";
    private const string ArgumentParameter = "argument";

    public UnlockMethodKind Kind => UnlockMethodKind.Command;

    public UnlockProtection Protection => UnlockProtection.Command;

    public SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase) => Run(CommandOf(slot.Parameters));

    public (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft)
    {
        ImmutableSortedDictionary<string, string> parameters = UnlockSlot.NoParameters.AddRange(draft.Command.Select(static (text, index) =>
            KeyValuePair.Create(index == 0 ? ProgramParameter : ArgumentParameter + index.ToString(CultureInfo.InvariantCulture), text)));
        return (Run(draft.Command), parameters);
    }

    // Arguments may name a vault's item, the program is what a person recognises.
    public string Describe(UnlockSlot slot) => CommandOf(slot.Parameters)[0];

    private static string[] CommandOf(ImmutableSortedDictionary<string, string> parameters)
    {
        if (!parameters.TryGetValue(ProgramParameter, out string? program))
        {
            throw new EnvelopeException("a command in it names no program");
        }

        return [program, .. Enumerable.Range(1, parameters.Count - 1).Select(index =>
            parameters.TryGetValue(ArgumentParameter + index.ToString(CultureInfo.InvariantCulture), out string? argument)
                ? argument
                : throw new EnvelopeException("a command in it lacks an argument"))];
    }

    private SecretBuffer Run(IReadOnlyList<string> command)
    {
        string action = $"Run '{command[0]}' by hand to see why; it must print the key, the Base64 form of {Aead.KeyLength} bytes, and end with 0.";
        ProcessStartInfo start = new(command[0])
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using Process process = Process.Start(start)!;
            return Read(process, command[0], action);
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            throw new KeyUnavailableException($"the program '{command[0]}' cannot be run ({error.Message.TrimEnd('.')})", action);
        }
    }

    private SecretBuffer Read(Process process, string program, string action)
    {
        process.StandardInput.Close();
        process.BeginErrorReadLine(); // a program whose errors nobody takes stops when the pipe is full
        SecretBuffer text = new(KeyText.MaxLength);
        int length = 0;

        // A thread, since a pipe cannot be read with a time limit: a grandchild may keep it open for ever.
        Thread reader = new(() => length = ReadAll(process.StandardOutput.BaseStream, text)) { IsBackground = true };
        reader.Start();
        if (!reader.Join(patience) || !process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            throw new KeyUnavailableException($"the program '{program}' did not end within {patience.TotalSeconds:0.#} seconds", action);
        }

        using (text)
        {
            return process.ExitCode != 0
                ? throw new KeyUnavailableException($"the program '{program}' ended with {process.ExitCode}", action)
                : KeyText.TryParse(text.Bytes[..length]) ?? throw new KeyUnavailableException($"the program '{program}' printed something else than a key", action);
        }
    }

    // More than fits is no key: the rest is read, so that the program can end, and dropped.
    private static int ReadAll(Stream stream, SecretBuffer text)
    {
        int length = 0;
        Span<byte> rest = stackalloc byte[KeyText.MaxLength];
        try
        {
            while (stream.Read(length < text.Length ? text.Writable[length..] : rest) is int read and > 0)
            {
                length = Math.Min(text.Length, length + read);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            return length; // killed
        }

        return length;
    }
}

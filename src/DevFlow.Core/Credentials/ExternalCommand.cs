using System.ComponentModel;
using System.Diagnostics;

namespace DevFlow.Core.Credentials;

/// <summary>
/// A program whose output is a secret. Started without a shell, with nothing to read; its errors are not shown, since nobody
/// knows what a stranger's program writes there. A bare name is looked for in PATH alone: .NET would look into the current folder
/// first, and start whatever somebody put there.
/// </summary>
/// <param name="patience">How long it may take.</param>
/// <param name="maxLength">What it prints beyond is dropped; more than any good answer has.</param>
/// <param name="environment">The environment, for PATH.</param>
internal sealed class ExternalCommand(TimeSpan patience, int maxLength, Func<string, string?> environment)
{
    /// <summary>The file of a program; null where it is neither a full path nor the name of one in a folder of PATH.</summary>
    /// <param name="program">As somebody wrote it.</param>
    public string? Find(string program)
    {
        if (Path.IsPathFullyQualified(program))
        {
            return program;
        }

        if (Path.GetFileName(program) != program)
        {
            return null;
        }

        string file = OperatingSystem.IsWindows() && !Path.HasExtension(program) ? program + ".exe" : program;
        return (environment("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    /// <summary>What the program printed; the caller disposes it.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="withheld">Environment variables it does not get.</param>
    /// <exception cref="ExternalCommandException">It could not be run, did not end in time, or did not end with 0.</exception>
    public SecretBuffer Run(IReadOnlyList<string> command, params ReadOnlySpan<string> withheld)
    {
        string program = Find(command[0]) ?? throw new ExternalCommandException($"the program '{command[0]}' is neither a full path nor in a folder of PATH");
        ProcessStartInfo start = new(program)
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

        foreach (string name in withheld)
        {
            start.Environment.Remove(name);
        }

        try
        {
            using Process process = Process.Start(start)!;
            return Read(process, command[0]);
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            throw new ExternalCommandException($"the program '{command[0]}' cannot be run ({error.Message.TrimEnd('.')})");
        }
    }

    private SecretBuffer Read(Process process, string program)
    {
        process.StandardInput.Close();
        process.BeginErrorReadLine(); // a program whose errors nobody takes stops when the pipe is full
        SecretBuffer text = new(maxLength);
        int length = 0;

        // A thread, since a pipe cannot be read with a time limit: a grandchild may keep it open for ever.
        Thread reader = new(() => length = ReadAll(process.StandardOutput.BaseStream, text)) { IsBackground = true };
        reader.Start();
        if (!reader.Join(patience) || !process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            throw new ExternalCommandException($"the program '{program}' did not end within {patience.TotalSeconds:0.#} seconds");
        }

        using (text)
        {
            return process.ExitCode == 0
                ? new SecretBuffer(text.Bytes[..length])
                : throw new ExternalCommandException($"the program '{program}' ended with {process.ExitCode}");
        }
    }

    // What does not fit is read too, so that the program can end.
    private static int ReadAll(Stream stream, SecretBuffer text)
    {
        int length = 0;
        Span<byte> rest = stackalloc byte[256];
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

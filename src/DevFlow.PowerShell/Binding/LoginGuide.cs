using System.Management.Automation;
using DevFlow.Core.Logins;

namespace DevFlow.PowerShell.Binding;

/// <summary>Shows a person at a prompt what to do, opens a browser where they asked for it, and takes the address they paste.</summary>
/// <param name="onPipeline">Runs something on the pipeline thread.</param>
/// <param name="write">Writes a line that is seen.</param>
/// <param name="read">Reads a line.</param>
internal sealed class LoginGuide(Func<Func<bool>, ValueTask<bool>> onPipeline, Action<string> write, Func<string>? read) : ILoginGuide
{
    /// <summary>True to open the page, not only to show it.</summary>
    public bool OpensBrowser { get; init; }

    public Func<CancellationToken, Task<string>>? AskForAddress => read is null ? null : AskAsync;

    public async Task ShowAsync(string text, Uri address, CancellationToken cancellationToken)
    {
        bool isOpen = OpensBrowser && WebBrowser.Open(address);
        await onPipeline(() =>
        {
            write(text);
            write(isOpen ? $"{address.AbsoluteUri} (opened in the browser)" : address.AbsoluteUri);
            return true;
        }).ConfigureAwait(false);
    }

    private async Task<string> AskAsync(CancellationToken cancellationToken)
    {
        string line = "";
        await onPipeline(() =>
        {
            write("Then paste the address that the browser ends at, also where it shows an error:");
            line = read!();
            return true;
        }).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return line;
    }
}

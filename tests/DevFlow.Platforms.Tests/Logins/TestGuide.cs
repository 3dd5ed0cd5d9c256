using DevFlow.Core.Logins;

namespace DevFlow.Platforms.Tests.Logins;

/// <summary>A person at a login who does what a test says.</summary>
internal sealed class TestGuide(Func<Uri, Task> act) : ILoginGuide
{
    public string Text { get; private set; } = "";

    public Uri? Address { get; private set; }

    public Func<CancellationToken, Task<string>>? AskForAddress { get; init; }

    public async Task ShowAsync(string text, Uri address, CancellationToken cancellationToken)
    {
        (Text, Address) = (text, address);
        await act(address);
    }
}

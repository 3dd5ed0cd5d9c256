namespace DevFlow.Platforms.Tests.Plugins;

/// <summary>What the sample plugin is used for.</summary>
public enum SampleUse
{
    Publishing,
    Connecting,
    Listing,
}

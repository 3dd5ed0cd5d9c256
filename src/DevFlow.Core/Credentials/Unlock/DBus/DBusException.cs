namespace DevFlow.Core.Credentials;

/// <summary>A call over D-Bus failed: the other side said so, or did not answer in time.</summary>
internal sealed class DBusException(string message) : Exception(message);

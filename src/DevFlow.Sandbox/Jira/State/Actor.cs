using System.Runtime.InteropServices;

namespace DevFlow.Sandbox.Jira;

/// <summary>Who does something, and when the answer to it is sent: no webhook overtakes it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Actor(JiraUser User, Task Answered);

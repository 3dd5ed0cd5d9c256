namespace DevFlow.Sandbox.GitHub;

/// <summary>The roots of the addresses in answers.</summary>
/// <param name="Api">The API's, without a slash at the end: <c>http://127.0.0.1:5000/api/v3</c>, or without the path.</param>
/// <param name="Html">That of pages: <c>http://127.0.0.1:5000</c>.</param>
internal sealed record Links(string Api, string Html);

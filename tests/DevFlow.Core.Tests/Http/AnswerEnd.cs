namespace DevFlow.Core.Tests.Http;

/// <summary>How a connection ends after the bytes of an answer.</summary>
internal enum AnswerEnd
{
    Close,
    Reset,
    Hang,
}

namespace DevFlow;

/// <summary>Which of a delivery's lists something is written to.</summary>
internal enum DeliveryStream
{
    Output,
    Warnings,
    Errors,
    Verbose,
}

using System.Management.Automation;

namespace DevFlow.PowerShell.Binding;

/// <summary>Refuses a time span of less than nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotNegativeAttribute : ValidateArgumentsAttribute
{
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is TimeSpan span && span < TimeSpan.Zero)
        {
            throw new ValidationMetadataException($"{span} is less than nothing. Give a number of seconds, or a time span such as 00:10:00; 0 not to wait at all.");
        }
    }
}

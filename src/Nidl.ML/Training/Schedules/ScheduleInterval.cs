namespace Nidl.ML;

/// <summary>How often a schedule changes the learning rate.</summary>
public enum ScheduleInterval
{
    /// <summary>At every optimizer step.</summary>
    Step,

    /// <summary>At every epoch.</summary>
    Epoch,
}

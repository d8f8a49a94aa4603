namespace Nidl.ML;

/// <summary>Says whether a schedule changes the learning rate at every step or at every epoch.</summary>
public enum ScheduleInterval
{
    /// <summary>At every optimizer step.</summary>
    Step,

    /// <summary>At every epoch.</summary>
    Epoch,
}
